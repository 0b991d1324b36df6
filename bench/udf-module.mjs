/** @param {number} x */
export const scale = (x) => x * 2 + 1;
