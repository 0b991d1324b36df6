/** Plan ids of clients start at 1, as our own do: kept apart, they can be in one plan. */
const FIRST = 2 ** 40;

export function localPlanId(planId: bigint): number {
  return FIRST + Number(BigInt.asIntN(48, planId));
}
