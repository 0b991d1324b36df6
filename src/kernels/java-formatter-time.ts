/** `%tX` of java.util.Formatter over milliseconds since 1970, in UTC and English. */
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const two = (n: number, fill = "0"): string => String(n).padStart(2, fill);

/** null for a letter that means nothing. */
export function dateTimeText(letter: string, millis: bigint): string | null {
  const d = new Date(Number(millis));
  const of = (letters: string, between: string): string =>
    Array.from(letters, (l) => dateTimeText(l, millis)).join(between);
  const hour = d.getUTCHours();
  const yearStart = Date.UTC(d.getUTCFullYear(), 0, 1);
  switch (letter) {
    case "H":
      return two(hour);
    case "I":
      return two(hour % 12 || 12);
    case "k":
      return String(hour);
    case "l":
      return String(hour % 12 || 12);
    case "M":
      return two(d.getUTCMinutes());
    case "S":
      return two(d.getUTCSeconds());
    case "L":
      return String(d.getUTCMilliseconds()).padStart(3, "0");
    case "N":
      return String(d.getUTCMilliseconds() * 1_000_000).padStart(9, "0");
    case "p":
      return hour < 12 ? "am" : "pm";
    case "z":
      return "+0000";
    case "Z":
      return "UTC";
    case "s":
      return String(Math.floor(Number(millis) / 1000));
    case "Q":
      return String(millis);
    case "B":
      return MONTHS[d.getUTCMonth()]!;
    case "b":
    case "h":
      return MONTHS[d.getUTCMonth()]!.slice(0, 3);
    case "A":
      return DAYS[d.getUTCDay()]!;
    case "a":
      return DAYS[d.getUTCDay()]!.slice(0, 3);
    case "C":
      return two(Math.floor(d.getUTCFullYear() / 100));
    case "Y":
      return String(d.getUTCFullYear()).padStart(4, "0");
    case "y":
      return two(d.getUTCFullYear() % 100);
    case "j":
      return String(Math.floor((Number(millis) - yearStart) / 86_400_000) + 1).padStart(3, "0");
    case "m":
      return two(d.getUTCMonth() + 1);
    case "d":
      return two(d.getUTCDate());
    case "e":
      return String(d.getUTCDate());
    case "R":
      return of("HM", ":");
    case "T":
      return of("HMS", ":");
    case "r":
      return `${of("IMS", ":")} ${hour < 12 ? "AM" : "PM"}`;
    case "D":
      return of("mdy", "/");
    case "F":
      return of("Ymd", "-");
    case "c":
      return `${of("ab", " ")} ${of("dTZY", " ")}`;
    default:
      return null;
  }
}
