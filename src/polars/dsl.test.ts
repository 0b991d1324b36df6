/** Every constructor of the Polars DSL, run once on the engine: also the test to run when the engine is raised. */
import { describe, expect, test } from "vitest";
import { MAX_DEPTH, px, pxToJson, type Px } from "./dsl.ts";
import { type Plain, evaluate, frameOf } from "./testing.ts";
import { P_DATETIME } from "./polars-type.ts";

const { lit, str, bin, dt, list, struct, agg, range, random } = px;
const DAY_US = 86_400_000_000n;

const frame = frameOf({
  i: [7n, -7n, null],
  j: [2n, 2n, 3n],
  f: [1.5, -2.5, null],
  b: [true, false, null],
  c: [true, null, true],
  s: ["Hello World", "a,b,c", null],
  y: [new Uint8Array([1, 2, 255]), new Uint8Array([]), null],
  l: [[3n, 1n, null], [], null],
  ls: [["x", "y"], ["z", null], null],
  st: [{ a: 1n, b: "p" }, { a: null, b: "q" }, null],
  g: ["u", "v", "u"],
});
const [i, j, f, b, c, s, y, l, ls, st, g] = ["i", "j", "f", "b", "c", "s", "y", "l", "ls", "st", "g"].map(px.col) as [
  Px,
  Px,
  Px,
  Px,
  Px,
  Px,
  Px,
  Px,
  Px,
  Px,
  Px,
];
const one = lit.i64(1);
const raise = lit.str("raise");
const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const micros = (px_: Px): Px => px.cast(px.toPhysical(px_), "Int64");
const ts = lit.datetime(1_700_000_000_123_456n); // 2023-11-14 22:13:20.123456, a Tuesday
const date = lit.date(19_675); // 2023-11-14
const first = (values: Plain): Plain[] => [values, values, values];

const near = (value: number): Plain => expect.closeTo(value, 12) as Plain;

type Case = readonly [name: string, px: Px, expected: readonly Plain[]];

const literals: readonly Case[] = [
  ["null", lit.null("Int64"), [null, null, null]],
  ["null list", lit.null({ List: { Struct: [{ name: "a", dtype: "Int8" }] } }), [null, null, null]],
  ["bool", lit.bool(true), first(true)],
  ["i8", lit.i8(-128), first(-128)],
  ["i16", lit.i16(-32768), first(-32768)],
  ["i32", lit.i32(2147483647), first(2147483647)],
  ["i64", lit.i64(9223372036854775807n), first(9223372036854775807n)],
  ["i128", px.cast(lit.i128(-(2n ** 127n)), "String"), first("-170141183460469231731687303715884105728")],
  ["u8", lit.u8(255), first(255)],
  ["u32", lit.u32(5), first(5)],
  ["u64", lit.u64(2n ** 64n - 1n), first(2n ** 64n - 1n)],
  ["f64", lit.f64(5), first(5)],
  ["f64 long", lit.f64(-1.4966569538256311e116), first(-1.4966569538256311e116)],
  ["f64 inf", lit.f64(-Infinity), first(-Infinity)],
  ["f64 nan", lit.f64(NaN), first(NaN)],
  ["f64 -0", lit.f64(-0), first(-0)],
  ["f32", lit.f32(0.1), first(Math.fround(0.1))],
  ["f32 inf", lit.f32(Infinity), first(Infinity)],
  ["str", lit.str('a"\u0000\u{1f600}'), first('a"\u0000\u{1f600}')],
  ["binary", lit.binary(bytes(0, 255)), first(bytes(0, 255))],
  ["binary long", lit.binary(new Uint8Array(40).fill(200)), first(new Uint8Array(40).fill(200))],
  ["date", lit.date(-1), first(-1)],
  ["datetime", lit.datetime(-1n), first(-1n)],
  ["duration", lit.duration(5), first(5n)],
  ["decimal", lit.decimal(10n ** 37n, 38, 2), first(10n ** 37n)],
  ["values", lit.values([1, null, 3n], "Int64"), first([1n, null, 3n])],
  ["values date", lit.values([1, null], "Date"), first([1, null])],
  ["values datetime", lit.values([1n], P_DATETIME), first([1n])],
  ["values str", lit.values(["a", null], "String"), first(["a", null])],
  ["values binary", lit.values([bytes(7)], "Binary"), first([bytes(7)])],
  ["values bool", lit.values([true, null], "Boolean"), first([true, null])],
  ["values f32", lit.values([0.5], "Float32"), first([0.5])],
  ["values null", lit.values([null], "Null"), first([null])],
  ["values i128", px.cast(list.get(lit.values([2n ** 90n], "Int128"), lit.i64(0)), "String"), first(`${2n ** 90n}`)],
];

const operators: readonly Case[] = [
  ["col", i, [7n, -7n, null]],
  ["alias", px.alias(i, "other"), [7n, -7n, null]],
  ["cast nonstrict", px.cast(i, "UInt8", "nonstrict"), [7, null, null]],
  ["cast overflowing", px.cast(lit.i64(300), "Int8", "overflowing"), first(44)],
  ["len", px.mul(px.len(), lit.u32(1)), [3]],
  ["dtypeName", px.dtypeName(lit.duration(1)), ["duration[μs]"]],
  ["add", px.add(i, j), [9n, -5n, null]],
  ["sub", px.sub(i, j), [5n, -9n, null]],
  ["mul", px.mul(i, j), [14n, -14n, null]],
  ["floordiv", px.floordiv(i, j), [3n, -4n, null]],
  ["truediv", px.truediv(i, j), [3.5, -3.5, null]],
  ["rustdiv", px.rustdiv(f, lit.f64(2)), [0.75, -1.25, null]],
  ["mod", px.mod(i, j), [1n, 1n, null]],
  ["mod 0", px.mod(i, lit.i64(0)), [null, null, null]],
  ["eq", px.eq(i, lit.i64(7)), [true, false, null]],
  ["neq", px.neq(i, lit.i64(7)), [false, true, null]],
  ["lt", px.lt(i, j), [false, true, null]],
  ["le", px.le(i, j), [false, true, null]],
  ["gt", px.gt(i, j), [true, false, null]],
  ["ge", px.ge(i, j), [true, false, null]],
  ["eqMissing", px.eqMissing(i, lit.null("Int64")), [false, false, true]],
  ["neqMissing", px.neqMissing(i, lit.null("Int64")), [true, true, false]],
  ["and", px.and(b, c), [true, false, null]],
  ["or", px.or(b, c), [true, null, true]],
  ["xor", px.xor(i, j), [5n, -5n, null]],
  ["andAll", px.andAll([b, c, b]), [true, false, null]],
  ["andAll none", px.and(b, px.andAll([])), [true, false, null]],
  ["orAll", px.orAll([b, c, b]), [true, null, true]],
  ["orAll none", px.or(b, px.orAll([])), [true, false, null]],
  ["not", px.not(b), [false, true, null]],
  ["not int", px.not(i), [-8n, 6n, null]],
  ["isNull", px.isNull(i), [false, false, true]],
  ["isNotNull", px.isNotNull(i), [true, true, false]],
  ["isNan", px.isNan(f), [false, false, null]],
  ["isNotNan", px.isNotNan(f), [true, true, null]],
  ["isFinite", px.isFinite(f), [true, true, null]],
  ["isInfinite", px.isInfinite(f), [false, false, null]],
  ["isFirstDistinct", px.isFirstDistinct(j), [true, false, true]],
  ["isUnique", px.isUnique(j), [false, false, true]],
  ["isDuplicated", px.isDuplicated(j), [true, true, false]],
  ["isIn", px.isIn(i, lit.values([7, null], "Int64")), [true, false, null]],
  ["allHorizontal", px.allHorizontal(b, c), [true, false, null]],
  ["anyHorizontal", px.anyHorizontal(b, c), [true, null, true]],
  ["ternary", px.ternary(b, i, j), [7n, 2n, 3n]],
  ["coalesce", px.coalesce(i, j), [7n, -7n, 3n]],
  ["fillNull", px.fillNull(i, one), [7n, -7n, 1n]],
  ["fillNullForward", px.fillNullForward(i), [7n, -7n, -7n]],
  ["fillNullBackward", px.fillNullBackward(px.reverse(i)), [-7n, -7n, 7n]],
  ["maxHorizontal", px.maxHorizontal(i, j), [7n, 2n, 3n]],
  ["minHorizontal", px.minHorizontal(i, j), [2n, -7n, 3n]],
  ["sumHorizontal", px.sumHorizontal(false, i, j), [9n, -5n, null]],
  ["toPhysical", px.toPhysical(date), first(19_675)],
  ["reinterpret", px.reinterpret(lit.f64(1), "Int64"), first(4607182418800017408n)],
  ["hash", px.eq(px.hash(j), px.hash(lit.i64(2))), [true, true, false]],
  ["rowEncode", px.rank(struct.of([["k", px.rowEncode([i], [true], [true])]]), "Dense"), [1, 2, 3]],
  [
    "repeatBy",
    px.repeatBy(j, j),
    [
      [2n, 2n],
      [2n, 2n],
      [3n, 3n, 3n],
    ],
  ],
  ["repeat", px.repeat(one, lit.i64(3)), [1n, 1n, 1n]],
  ["replace", px.replace(j, lit.values([2], "Int64"), lit.values([9], "Int64")), [9n, 9n, 3n]],
  [
    "replaceStrict",
    px.replaceStrict(j, lit.values([2], "Int64"), lit.values(["two"], "String"), lit.null("String"), "String"),
    ["two", "two", null],
  ],
  ["raiseIf", px.raiseIf(px.eq(j, lit.i64(0)), 1, null, i), [7n, -7n, null]],
  ["raiseIf text", px.raiseIf(px.eq(j, lit.i64(0)), 1, s, i), [7n, -7n, null]],
  ["checkedCast", px.checkedCast(i, "Int32", 1), [7, -7, null]],
];

const math: readonly Case[] = [
  ["abs", px.abs(i), [7n, 7n, null]],
  ["neg", px.neg(i), [-7n, 7n, null]],
  ["pow", px.pow(f, lit.f64(2)), [2.25, 6.25, null]],
  ["sqrt", px.sqrt(lit.f64(9)), first(3)],
  ["cbrt", px.cbrt(lit.f64(-27)), first(-3)],
  ["exp", px.exp(lit.f64(0)), first(1)],
  ["log", px.log(lit.f64(8), lit.f64(2)), first(3)],
  ["log1p", px.log1p(lit.f64(0)), first(0)],
  ["sign", px.sign(f), [1, -1, null]],
  ["floor", px.floor(f), [1, -3, null]],
  ["ceil", px.ceil(f), [2, -2, null]],
  ["round even", px.round(f, 0, "HalfToEven"), [2, -2, null]],
  ["round away", px.round(f, 0, "HalfAwayFromZero"), [2, -3, null]],
  ["truncate", px.truncate(f), [1, -2, null]],
  ["clip", px.clip(i, lit.i64(-1), lit.i64(1)), [1n, -1n, null]],
  ["clip min", px.clip(i, lit.i64(0), null), [7n, 0n, null]],
  ["sin", px.sin(lit.f64(0)), first(0)],
  ["cos", px.cos(lit.f64(0)), first(1)],
  ["tan", px.tan(lit.f64(0)), first(0)],
  ["cot", px.cot(lit.f64(Math.PI / 2)), first(6.123233995736766e-17)],
  ["arcsin", px.arcsin(lit.f64(1)), first(Math.PI / 2)],
  ["arccos", px.arccos(lit.f64(1)), first(0)],
  ["arctan", px.arctan(lit.f64(0)), first(0)],
  ["sinh", px.sinh(lit.f64(0)), first(0)],
  ["cosh", px.cosh(lit.f64(0)), first(1)],
  ["tanh", px.tanh(lit.f64(0)), first(0)],
  ["arcsinh", px.arcsinh(lit.f64(0)), first(0)],
  ["arccosh", px.arccosh(lit.f64(1)), first(0)],
  ["arctanh", px.arctanh(lit.f64(0)), first(0)],
  ["arctan2", px.arctan2(lit.f64(0), lit.f64(1)), first(0)],
  ["degrees", px.degrees(lit.f64(Math.PI)), first(180)],
  ["radians", px.radians(lit.f64(180)), first(Math.PI)],
];

const strings: readonly Case[] = [
  ["concatHorizontal", str.concatHorizontal([s, g], "-"), ["Hello World-u", "a,b,c-v", null]],
  ["concatHorizontal skip", str.concatHorizontal([s, g], "-", true), ["Hello World-u", "a,b,c-v", "u"]],
  ["concatVertical", str.concatVertical(g, "+"), ["u+v+u"]],
  ["contains", str.contains(s, lit.str("o W"), true), [true, false, null]],
  ["contains regex", str.contains(s, lit.str("^a.b"), false), [false, true, null]],
  ["countMatches", str.countMatches(s, lit.str("o"), true), [2, 0, null]],
  ["startsWith", str.startsWith(s, lit.str("He")), [true, false, null]],
  ["endsWith", str.endsWith(s, lit.str("c")), [false, true, null]],
  ["extract", str.extract(s, lit.str("(\\w),(\\w)"), 2), [null, "b", null]],
  ["extractAll", str.extractAll(s, lit.str("[a-c]")), [[], ["a", "b", "c"], null]],
  ["find", str.find(s, lit.str("o"), true), [4, null, null]],
  ["lenBytes", str.lenBytes(lit.str("é")), first(2)],
  ["lenChars", str.lenChars(lit.str("é")), first(1)],
  ["lowercase", str.lowercase(s), ["hello world", "a,b,c", null]],
  ["uppercase", str.uppercase(s), ["HELLO WORLD", "A,B,C", null]],
  ["jsonDecode", str.jsonDecode(lit.str("[1,2]"), { List: "Int64" }), first([1n, 2n])],
  ["jsonPathMatch", str.jsonPathMatch(lit.str('{"a":{"b":5}}'), lit.str("$.a.b")), first("5")],
  ["replace", str.replace(s, lit.str("o"), lit.str("0"), true), ["Hell0 W0rld", "a,b,c", null]],
  ["replace regex", str.replace(s, lit.str("(\\w),"), lit.str("$1;"), false, 1), ["Hello World", "a;b,c", null]],
  ["normalize", str.normalize(lit.str("e\u0301"), "NFC"), first("é")],
  ["reverse", str.reverse(g), ["u", "v", "u"]],
  ["padStart", str.padStart(g, lit.i64(3), "*"), ["**u", "**v", "**u"]],
  ["padEnd", str.padEnd(g, lit.i64(3), "*"), ["u**", "v**", "u**"]],
  ["zfill", str.zfill(lit.str("-5"), lit.i64(4)), first("-005")],
  ["slice", str.slice(s, lit.i64(-3), lit.i64(2)), ["rl", "b,", null]],
  ["head", str.head(s, lit.i64(2)), ["He", "a,", null]],
  ["tail", str.tail(s, lit.i64(2)), ["ld", ",c", null]],
  ["stripChars", str.stripChars(lit.str(" xx "), lit.null("String")), first("xx")],
  ["stripCharsStart", str.stripCharsStart(lit.str("xxa"), lit.str("x")), first("a")],
  ["stripCharsEnd", str.stripCharsEnd(lit.str("axx"), lit.str("x")), first("a")],
  ["stripPrefix", str.stripPrefix(lit.str("xxa"), lit.str("x")), first("xa")],
  ["stripSuffix", str.stripSuffix(lit.str("axx"), lit.str("x")), first("ax")],
  ["split", str.split(s, lit.str(",")), [["Hello World"], ["a", "b", "c"], null]],
  ["splitRegex", str.splitRegex(s, lit.str("[, ]")), [["Hello", "World"], ["a", "b", "c"], null]],
  ["splitN", struct.fieldByName(str.splitN(s, lit.str(","), 2), "field_1"), [null, "b,c", null]],
  ["splitExact", struct.fieldByName(str.splitExact(s, lit.str(","), 1), "field_1"), [null, "b", null]],
  ["titlecase", str.titlecase(lit.str("ab cd")), first("Ab Cd")],
  ["escapeRegex", str.escapeRegex(lit.str("a.b")), first("a\\.b")],
  ["toDecimal", str.toDecimal(lit.str("1.25"), 2), first(125n)],
  ["hexEncode", str.hexEncode(lit.str("A")), first("41")],
  ["hexDecode", str.hexDecode(lit.str("4g"), false), [null, null, null]],
  ["base64Encode", str.base64Encode(lit.str("A")), first("QQ==")],
  ["base64Decode", str.base64Decode(lit.str("QQ=="), true), first(bytes(65))],
  ["strptime", str.strptime(lit.str("2023-11-14"), "Date", { format: "%Y-%m-%d", strict: true }, raise), first(19_675)],
  ["format", str.format("<>!", [1], [g]), ["<u>!", "<v>!", "<u>!"]],
];

const binaries: readonly Case[] = [
  ["contains", bin.contains(y, lit.binary(bytes(2))), [true, false, null]],
  ["startsWith", bin.startsWith(y, lit.binary(bytes(1))), [true, false, null]],
  ["endsWith", bin.endsWith(y, lit.binary(bytes(255))), [true, false, null]],
  ["size", bin.size(y), [3, 0, null]],
  ["hexEncode", bin.hexEncode(y), ["0102ff", "", null]],
  ["hexDecode", bin.hexDecode(lit.binary(bytes(52, 49)), true), first(bytes(65))],
  ["base64Encode", bin.base64Encode(y), ["AQL/", "", null]],
  ["base64Decode", bin.base64Decode(lit.binary(bytes(81, 81, 61, 61)), true), first(bytes(65))],
  ["slice", bin.slice(y, lit.i64(1), lit.i64(1)), [bytes(2), bytes(), null]],
  ["head", bin.head(y, lit.i64(1)), [bytes(1), bytes(), null]],
  ["tail", bin.tail(y, lit.i64(1)), [bytes(255), bytes(), null]],
  ["get", bin.get(y, lit.i64(2)), [255, null, null]],
  ["reinterpret", bin.reinterpret(lit.binary(bytes(1, 0)), "Int16", true), first(1)],
];

const utc = dt.replaceTimeZone(ts, "UTC", raise, "Raise");
const times: readonly Case[] = [
  ["millennium", dt.millennium(ts), first(3)],
  ["century", dt.century(ts), first(21)],
  ["year", dt.year(ts), first(2023)],
  ["isLeapYear", dt.isLeapYear(ts), first(false)],
  ["isoYear", dt.isoYear(lit.date(19_358)), first(2022)],
  ["quarter", dt.quarter(ts), first(4)],
  ["month", dt.month(ts), first(11)],
  ["daysInMonth", dt.daysInMonth(ts), first(30)],
  ["week", dt.week(ts), first(46)],
  ["weekday", dt.weekday(ts), first(2)],
  ["day", dt.day(ts), first(14)],
  ["ordinalDay", dt.ordinalDay(ts), first(318)],
  ["hour", dt.hour(ts), first(22)],
  ["minute", dt.minute(ts), first(13)],
  ["second", dt.second(ts), first(20)],
  ["millisecond", dt.millisecond(ts), first(123)],
  ["microsecond", dt.microsecond(ts), first(123_456)],
  ["nanosecond", dt.nanosecond(ts), first(123_456_000)],
  ["date", dt.date(ts), first(19_675)],
  ["time", micros(dt.time(ts)), first(80_000_123_456_000n)],
  ["totalDays", dt.totalDays(lit.duration(DAY_US * 2n)), first(2n)],
  ["totalHours", dt.totalHours(lit.duration(DAY_US)), first(24n)],
  ["totalMinutes", dt.totalMinutes(lit.duration(DAY_US)), first(1440n)],
  ["totalSeconds", dt.totalSeconds(lit.duration(DAY_US)), first(86_400n)],
  ["totalMilliseconds", dt.totalMilliseconds(lit.duration(5000)), first(5n)],
  ["totalMicroseconds", dt.totalMicroseconds(lit.duration(5000)), first(5000n)],
  ["toString", dt.toString(ts, "%Y/%m/%d %H"), first("2023/11/14 22")],
  ["castTimeUnit", micros(dt.castTimeUnit(ts, "Milliseconds")), first(1_700_000_000_123n)],
  ["withTimeUnit", micros(dt.withTimeUnit(ts, "Nanoseconds")), first(1_700_000_000_123_456n)],
  ["timestamp", dt.timestamp(ts, "Milliseconds"), first(1_700_000_000_123n)],
  ["truncate", micros(dt.truncate(ts, lit.str("1d"))), first(19_675n * DAY_US)],
  ["round", micros(dt.round(ts, lit.str("1d"))), first(19_676n * DAY_US)],
  ["offsetBy", dt.offsetBy(lit.date(19_753), lit.str("1mo")), first(19_782)],
  ["convertTimeZone", dt.hour(dt.convertTimeZone(utc, "Asia/Tokyo")), first(7)],
  [
    "replaceTimeZone off",
    micros(dt.replaceTimeZone(dt.convertTimeZone(utc, "Asia/Tokyo"), null, raise, "Raise")),
    first(1_700_032_400_123_456n),
  ],
  ["baseUtcOffset", dt.totalHours(dt.baseUtcOffset(dt.convertTimeZone(utc, "Asia/Tokyo"))), first(9n)],
  ["dstOffset", dt.totalHours(dt.dstOffset(dt.convertTimeZone(utc, "Asia/Tokyo"))), first(0n)],
  ["combine", micros(dt.combine(date, dt.time(ts))), first(1_700_000_000_123_456n)],
  [
    "datetime",
    micros(dt.datetime([lit.i32(2023), lit.i8(11), lit.i8(14), lit.i8(1), lit.i8(0), lit.i8(0), lit.i32(5)], raise)),
    first(19_675n * DAY_US + 3_600_000_005n),
  ],
  [
    "duration",
    px.toPhysical(dt.duration([lit.i64(0), one, lit.i64(0), lit.i64(0), one, lit.i64(0), one, lit.i64(0)])),
    first(DAY_US + 1_000_001n),
  ],
  [
    "replace",
    dt.replace(date, [lit.i32(2024), lit.i8(1), lit.i8(2), lit.i8(0), lit.i8(0), lit.i8(0), lit.i32(0)], raise),
    first(19_724),
  ],
];

const e = px.element();
const lists: readonly Case[] = [
  [
    "of",
    list.of(i, j),
    [
      [7n, 2n],
      [-7n, 2n],
      [null, 3n],
    ],
  ],
  ["concat", list.concat(l, l), [[3n, 1n, null, 3n, 1n, null], [], null]],
  ["contains", list.contains(l, one), [true, false, null]],
  ["slice", list.slice(l, one, one), [[1n], [], null]],
  ["shift", list.shift(l, one), [[null, 3n, 1n], [], null]],
  ["get", list.get(l, lit.i64(-3)), [3n, null, null]],
  ["length", list.length(l), [3, 0, null]],
  ["sum", list.sum(l), [4n, 0n, null]],
  ["max", list.max(l), [3n, null, null]],
  ["min", list.min(l), [1n, null, null]],
  ["mean", list.mean(l), [2, null, null]],
  ["median", list.median(l), [2, null, null]],
  ["std", list.std(l, 0), [1, null, null]],
  ["var", list.var(l, 0), [1, null, null]],
  ["argMin", list.argMin(l), [1, null, null]],
  ["argMax", list.argMax(l), [0, null, null]],
  ["diff", list.diff(l), [[null, -2n, null], [], null]],
  ["sort", list.sort(l, true, true), [[3n, 1n, null], [], null]],
  ["sort asc", list.sort(l), [[null, 1n, 3n], [], null]],
  ["join", list.join(ls, lit.str("-"), true), ["x-y", "z", null]],
  ["join strict", list.join(ls, lit.str("-"), false), ["x-y", null, null]],
  ["eval", list.eval(l, px.add(e, one)), [[4n, 2n, null], [], null]],
  ["eval filter", list.eval(l, px.filter(e, px.gt(e, one))), [[3n], [], null]],
  ["eval unique", list.eval(l, px.unique(e, true)), [[3n, 1n, null], [], null]],
  ["eval explode", list.eval(list.of(l, l), px.explode(e, false, false)), [[3n, 1n, null, 3n, 1n, null], [], []]],
  ["evalAgg", list.evalAgg(l, agg.any(px.gt(e, lit.i64(2)))), [true, false, null]],
];

const structs: readonly Case[] = [
  [
    "of",
    struct.of([
      ["p", i],
      ["q", g],
    ]),
    [
      { p: 7n, q: "u" },
      { p: -7n, q: "v" },
      { p: null, q: "u" },
    ],
  ],
  ["fieldByName", struct.fieldByName(st, "b"), ["p", "q", null]],
  ["renameFields", struct.renameFields(st, ["x", "y"]), [{ x: 1n, y: "p" }, { x: null, y: "q" }, null]],
  ["jsonEncode", struct.jsonEncode(st), ['{"a":1,"b":"p"}', '{"a":null,"b":"q"}', "null"]],
  [
    "structEval",
    struct.structEval(st, [["c", px.add(struct.field("a"), j)]]),
    [{ a: 1n, b: "p", c: 3n }, { a: null, b: "q", c: null }, null],
  ],
];

const aggregates: readonly Case[] = [
  ["min", agg.min(i), [-7n]],
  ["max", agg.max(f), [1.5]],
  ["max nan", agg.max(px.coalesce(f, lit.f64(NaN)), true), [NaN]],
  ["sum", agg.sum(i), [0n]],
  ["mean", agg.mean(j), [7 / 3]],
  ["median", agg.median(j), [2]],
  ["nUnique", agg.nUnique(j), [2]],
  ["first", agg.first(i), [7n]],
  ["firstNonNull", agg.firstNonNull(px.reverse(i)), [-7n]],
  ["last", agg.last(i), [null]],
  ["lastNonNull", agg.lastNonNull(i), [-7n]],
  ["item", agg.item(px.filter(i, px.eq(i, lit.i64(7))), false), [7n]],
  ["implode", agg.implode(i), [[7n, -7n, null]]],
  ["count", agg.count(i), [2]],
  ["count all", agg.count(i, true), [3]],
  ["std", agg.std(j, 0), [near(Math.sqrt(2) / 3)]],
  ["var", agg.var(j), [near(1 / 3)]],
  ["any", agg.any(b), [true]],
  ["all", agg.all(c), [null]],
  ["quantile", agg.quantile(j, lit.f64(1), "Linear"), [3]],
  ["product", agg.product(j), [12n]],
  ["nullCount", agg.nullCount(i), [1]],
  ["skew", agg.skew(lit.f64(1)), [NaN]],
  ["kurtosis", agg.kurtosis(px.cast(px.col("j"), "Float64")), [near(-1.5)]],
  ["corr", agg.corr(j, j), [1]],
  ["spearmanCorr", agg.spearmanCorr(j, j), [1]],
  ["cov", agg.cov(j, j), [near(1 / 3)]],
  ["mode", agg.mode(j), [2n]],
  ["minBy", agg.minBy(g, i), ["v"]],
  ["maxBy", agg.maxBy(g, i), ["u"]],
  ["argMin", agg.argMin(i), [1]],
  ["argMax", agg.argMax(i), [0]],
];

const asc = { by: i };
const rows: readonly Case[] = [
  ["sort", px.sort(i), [null, -7n, 7n]],
  ["sortBy", px.sortBy(g, [j, i], [true, false], [true, true]), ["u", "v", "u"]],
  ["reverse", px.reverse(i), [null, -7n, 7n]],
  ["filter", px.filter(i, b), [7n]],
  ["gather", px.gather(i, px.sub(range.intRange(lit.i64(3), lit.i64(0), -1), one), false), [null, -7n, 7n]],
  ["gather scalar", px.gather(i, lit.i64(9), true), [null]],
  ["gatherEvery", px.gatherEvery(i, 2), [7n, null]],
  ["slice", px.slice(i, one, one), [-7n]],
  ["explode", px.explode(l, true, true), [3n, 1n, null, null, null]],
  ["dropNulls", px.dropNulls(i), [7n, -7n]],
  ["dropNans", px.dropNans(f), [1.5, -2.5, null]],
  ["unique", px.unique(j, true), [2n, 3n]],
  ["argSort", px.argSort(i, false, true), [1, 0, 2]],
  [
    "valueCounts",
    px.valueCounts(j, "n", true),
    [
      { j: 2n, n: 2 },
      { j: 3n, n: 1 },
    ],
  ],
  ["append", px.append(i, j), [7n, -7n, null, 2n, 2n, 3n]],
  ["shift", px.shift(i, one), [null, 7n, -7n]],
  ["shiftAndFill", px.shiftAndFill(i, one, lit.i64(0)), [0n, 7n, -7n]],
  ["diff", px.diff(i, one), [null, -14n, null]],
  ["rank", px.rank(j, "Min", true), [2, 2, 1]],
  ["cumSum", px.cumSum(i), [7n, 0n, null]],
  ["cumProd", px.cumProd(j), [2n, 4n, 12n]],
  ["cumMin", px.cumMin(i), [7n, -7n, null]],
  ["cumMax", px.cumMax(i, true), [7n, -7n, null]],
  ["cumCount", px.cumCount(i), [1, 2, 2]],
  ["rollingFixed", px.rollingFixed(j, "Sum", 2), [2n, 4n, 5n]],
  ["rollingFixed var", px.rollingFixed(f, "Var", 2, { ddof: 0 }), [0, 4, 0]],
  [
    "rolling",
    px.rolling(
      agg.sum(j),
      range.intRange(lit.i64(0), lit.i64(3)),
      { nsecs: 2, integer: true },
      { nsecs: 2, negative: true, integer: true },
    ),
    [2n, 4n, 5n],
  ],
  ["over", px.over(agg.sum(j), [g]), [5n, 2n, 5n]],
  ["over order", px.over(px.cumSum(j), [], { by: j, descending: true }), [5n, 7n, 3n]],
  ["over nulls last", px.over(agg.first(g), [], { ...asc, nullsLast: true }), ["v", "v", "v"]],
  ["over join", px.over(agg.implode(j), [g], null, "Join"), [[2n, 3n], [2n], [2n, 3n]]],
  ["intRange", range.intRange(lit.i64(1), px.add(px.cast(px.len(), "Int64"), one)), [1n, 2n, 3n]],
  [
    "intRanges",
    range.intRanges(lit.i64(0), j, one),
    [
      [0n, 1n],
      [0n, 1n],
      [0n, 1n, 2n],
    ],
  ],
  ["dateRanges", range.dateRanges(date, lit.date(19_740), { months: 1 }), [[19_675, 19_705, 19_736]]],
  ["datetimeRanges", range.datetimeRanges(lit.datetime(0), lit.datetime(2), { micros: 1 }), [[0n, 1n, 2n]]],
];

const groups: { readonly [name: string]: readonly Case[] } = {
  literals,
  operators,
  math,
  strings,
  binaries,
  times,
  lists,
  structs,
  aggregates,
  rows,
};

/** Each in a frame of its own beside a column of full height only where the answer has that height. */
for (const [group, cases] of Object.entries(groups)) {
  describe(group, () => {
    test.each(cases)("%s", (_name, expression, expected) => {
      for (const engine of ["streaming", "in-memory"] as const) {
        const columns = expected.length === 3 ? { full: j, out: expression } : { out: expression };
        expect(evaluate(frame, columns, engine)["out"]).toEqual(expected);
      }
    });
  });
}

test("random numbers are a function of the seed", () => {
  const of = (expression: Px): Plain[] => evaluate(frame, { out: expression })["out"]!;
  expect(of(random.uniform(1))).toEqual(of(random.uniform(1)));
  expect(of(random.uniform(1))).not.toEqual(of(random.uniform(2)));
  for (const value of of(random.uniform(1)) as number[]) expect(value >= 0 && value < 1).toBe(true);
  expect(new Set(of(random.shuffle(j, 5)))).toEqual(new Set([2n, 3n]));
  expect(of(random.sampleN(j, lit.i64(2), false, 5))).toHaveLength(2);
  expect(of(random.sampleFraction(j, lit.f64(1), true, 5))).toHaveLength(3);
});

test("depth is counted as the engine counts it", () => {
  let chain: Px = i;
  let deepest = 0;
  for (let n = 0; n < 80; n++) {
    try {
      evaluate(frame, { out: chain });
      deepest = chain.depth;
    } catch {
      break;
    }
    chain = px.add(chain, one);
  }
  expect(deepest).toBeGreaterThan(MAX_DEPTH);
  expect(deepest).toBeLessThanOrEqual(127);
});

test("size counts a shared subtree at each use", () => {
  const twice = px.add(i, j);
  expect(px.mul(twice, twice).size).toBe(7);
});

test("numbers are written exactly", () => {
  expect(pxToJson(lit.i64(-9223372036854775808n))).toContain("-9223372036854775808");
  expect(pxToJson(lit.f64(5))).toContain("5.0");
  const numbers = Array.from(
    { length: 2000 },
    (_, n) => (n % 2 === 0 ? 1 : -1) * Math.tan(n * 0.7371) * 10 ** ((n % 600) - 300),
  );
  for (let at = 0; at < numbers.length; at += 200) {
    const part = numbers.slice(at, at + 200);
    const out = evaluate(frame, Object.fromEntries(part.map((value, n) => [`c${n}`, lit.f64(value)])));
    expect(part.map((_, n) => out[`c${n}`]![0])).toEqual(part);
  }
});
