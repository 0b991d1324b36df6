/** Options of readers and writers: texts under names without regard to case. */

/** A value of an option. */
export type OptionValue = string | number | boolean | bigint | null | undefined;
export type Options = { readonly [name: string]: OptionValue };

/** The options with more of them; null and undefined say nothing. */
export function withOptions(
  options: { readonly [name: string]: string },
  more: Options,
): { readonly [name: string]: string } {
  const result: { [name: string]: string } = { ...options };
  for (const [name, value] of Object.entries(more)) {
    if (value === null || value === undefined) continue;
    // The last value wins whatever the case of its name.
    for (const known of Object.keys(result)) if (known.toLowerCase() === name.toLowerCase()) delete result[known];
    result[name] = String(value);
  }
  return Object.freeze(result);
}

export function optionOf(options: { readonly [name: string]: string }, name: string): string | undefined {
  return Object.entries(options).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
