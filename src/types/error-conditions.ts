/** Spark's error conditions with their SQLSTATE, and our own message for each (parameters in `<angle brackets>`). */
const CONDITIONS: { readonly [condition: string]: readonly [sqlState: string, message: string] } = {
  UNSUPPORTED_FEATURE: ["0A000", "The <engine> engine does not support <feature>."],
};

export function sqlStateOf(condition: string): string | null {
  return (CONDITIONS[condition] ?? CONDITIONS[condition.split(".")[0] ?? ""])?.[0] ?? null;
}

export function messageOf(condition: string, parameters: { readonly [name: string]: string }): string {
  const [state, template] = CONDITIONS[condition] ?? CONDITIONS[condition.split(".")[0] ?? ""] ?? [null, ""];
  const text = template.replace(/<(\w+)>/g, (whole, name: string) => parameters[name] ?? whole);
  const rest =
    template === ""
      ? Object.entries(parameters)
          .map(([k, v]) => `${k}: ${v}`)
          .join(", ")
      : text;
  return `[${condition}] ${rest}${state === null ? "" : ` SQLSTATE: ${state}`}`;
}
