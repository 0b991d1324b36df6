import { describe, expect, it } from "vitest";
import {
  ArrayType,
  CharType,
  DayTimeIntervalType,
  DecimalType,
  INT,
  MapType,
  STRING,
  StringType,
  StructField,
  StructType,
  TimeType,
  type TypeJson,
  YearMonthIntervalType,
  dataTypeFromJson,
} from "./data-type.ts";
import {
  asNullable,
  equalsIgnoreCompatibleNullability,
  equalsStructurally,
  sameType,
  typesEqual,
} from "./type-equality.ts";
import { typeRepr } from "./type-repr.ts";

const field = (name: string, type: TypeJson, nullable = true, metadata: object = {}): object => ({
  name,
  type,
  nullable,
  metadata,
});

/** A schema of many types, with what Spark 4.3.0 makes of it. */
const SCHEMA = {
  type: "struct",
  fields: [
    field("a", "integer", false),
    field("s", {
      type: "struct",
      fields: [
        field("x y", "integer"),
        field("m", {
          type: "map",
          keyType: "string",
          valueType: {
            type: "array",
            elementType: { type: "struct", fields: [field("q", "decimal(5,2)")] },
            containsNull: true,
          },
          valueContainsNull: true,
        }),
        field("b.c", {
          type: "array",
          elementType: { type: "array", elementType: "integer", containsNull: true },
          containsNull: true,
        }),
      ],
    }),
    field("c", "string", false, { __COLLATIONS: { c: "icu.UNICODE_CI" } }),
    field("d", { type: "array", elementType: "string", containsNull: false }, false, {
      __COLLATIONS: { "d.element": "spark.UTF8_LCASE" },
    }),
    field("dd", "interval day", false),
    field("bi", "long", false),
    field("es", { type: "struct", fields: [] }, false),
    field("ms", "interval minute to second", false),
  ],
};
const TREE = `root
 |-- a: integer (nullable = false)
 |-- s: struct (nullable = true)
 |    |-- x y: integer (nullable = true)
 |    |-- m: map (nullable = true)
 |    |    |-- key: string
 |    |    |-- value: array (valueContainsNull = true)
 |    |    |    |-- element: struct (containsNull = true)
 |    |    |    |    |-- q: decimal(5,2) (nullable = true)
 |    |-- b.c: array (nullable = true)
 |    |    |-- element: array (containsNull = true)
 |    |    |    |-- element: integer (containsNull = true)
 |-- c: string collate UNICODE_CI (nullable = false)
 |-- d: array (nullable = false)
 |    |-- element: string collate UTF8_LCASE (containsNull = false)
 |-- dd: interval day (nullable = false)
 |-- bi: long (nullable = false)
 |-- es: struct (nullable = false)
 |-- ms: interval minute to second (nullable = false)
`;
const TREE_2 = `root
 |-- a: integer (nullable = false)
 |-- s: struct (nullable = true)
 |    |-- x y: integer (nullable = true)
 |    |-- m: map (nullable = true)
 |    |-- b.c: array (nullable = true)
 |-- c: string collate UNICODE_CI (nullable = false)
 |-- d: array (nullable = false)
 |    |-- element: string collate UTF8_LCASE (containsNull = false)
 |-- dd: interval day (nullable = false)
 |-- bi: long (nullable = false)
 |-- es: struct (nullable = false)
 |-- ms: interval minute to second (nullable = false)
`;

describe("a schema", () => {
  const schema = StructType.fromJson(SCHEMA);
  it("goes through JSON with its collations", () => {
    expect(JSON.parse(schema.json())).toEqual(SCHEMA);
    expect(schema.field("c")?.dataType).toEqual(new StringType("UNICODE_CI"));
    expect(schema.field("c")?.metadata).toEqual({});
  });
  it("prints as a tree", () => {
    expect(schema.treeString()).toBe(TREE);
    expect(schema.treeString(2)).toBe(TREE_2);
    expect(schema.treeString(1).split("\n")).toHaveLength(10);
  });
  it("prints as SQL, DDL and short text", () => {
    expect(schema.toDDL()).toBe(
      "a INT NOT NULL,s STRUCT<`x y`: INT, m: MAP<STRING, ARRAY<STRUCT<q: DECIMAL(5,2)>>>, `b.c`: ARRAY<ARRAY<INT>>>," +
        "c STRING COLLATE UNICODE_CI NOT NULL,d ARRAY<STRING COLLATE UTF8_LCASE> NOT NULL,dd INTERVAL DAY NOT NULL," +
        "bi BIGINT NOT NULL,es STRUCT<> NOT NULL,ms INTERVAL MINUTE TO SECOND NOT NULL",
    );
    expect(schema.simpleString()).toBe(
      "struct<a:int,s:struct<x y:int,m:map<string,array<struct<q:decimal(5,2)>>>,b.c:array<array<int>>>," +
        "c:string collate UNICODE_CI,d:array<string collate UTF8_LCASE>,dd:interval day,bi:bigint,es:struct<>," +
        "ms:interval minute to second>",
    );
  });
  it("quotes names and writes comments and defaults", () => {
    const odd = new StructType()
      .add("a b", INT, false, { comment: "it's" })
      .add("select", "string")
      .add("x`y", STRING)
      .add("1", STRING)
      .add("A_1", new ArrayType(INT, false), false)
      .add("é", new MapType(STRING, STRING, false), false)
      .add("def", INT, true, { CURRENT_DEFAULT: "5" })
      .add("n", new StructType([new StructField("i n", INT, false, { comment: "c" })]));
    expect(odd.toDDL()).toBe(
      "`a b` INT NOT NULL COMMENT 'it\\'s',select STRING,`x``y` STRING,`1` STRING,A_1 ARRAY<INT> NOT NULL," +
        "`é` MAP<STRING, STRING> NOT NULL,def INT DEFAULT 5,n STRUCT<`i n`: INT NOT NULL COMMENT 'c'>",
    );
    expect(odd.sql).toBe(
      "STRUCT<`a b`: INT NOT NULL COMMENT 'it\\'s', select: STRING, `x``y`: STRING, `1`: STRING, A_1: ARRAY<INT> NOT NULL, " +
        "`é`: MAP<STRING, STRING> NOT NULL, def: INT, n: STRUCT<`i n`: INT NOT NULL COMMENT 'c'>>",
    );
    expect(typeRepr(odd.fields[4]?.dataType ?? INT)).toBe("ArrayType(IntegerType(), False)");
  });
});

describe("dataTypeFromJson", () => {
  const NAMES = (
    "void,boolean,byte,short,integer,long,float,double,string,binary,date,timestamp,timestamp_ntz,variant,interval," +
    "decimal(10;0),decimal(38;18),char(2),varchar(3),time(6),time(0),string collate UNICODE,interval day," +
    "interval day to hour,interval day to minute,interval day to second,interval hour,interval hour to minute," +
    "interval hour to second,interval minute,interval minute to second,interval second,interval year," +
    "interval month,interval year to month"
  )
    .split(",")
    .map((name) => name.replace(";", ","));
  it.each(NAMES)("%s", (name) => {
    expect(dataTypeFromJson(name).jsonValue()).toBe(name);
  });
  it("knows other spellings", () => {
    expect(dataTypeFromJson("decimal")).toEqual(new DecimalType(10, 0));
    expect(dataTypeFromJson("decimal( 5 , 2 )")).toEqual(new DecimalType(5, 2));
    expect(dataTypeFromJson("timestamp_ltz").typeName).toBe("timestamp");
    expect(dataTypeFromJson("char(3)")).toEqual(new CharType(3));
    expect(dataTypeFromJson("time(3)")).toEqual(new TimeType(3));
    expect(dataTypeFromJson("interval hour to minute")).toEqual(new DayTimeIntervalType(1, 2));
    expect(dataTypeFromJson("interval month")).toEqual(new YearMonthIntervalType(1));
  });
  it.each(["int", "bigint", "decimal(5)", "time", "interval second to day", "interval day to month", ""])(
    "refuses %j",
    (name) => {
      expect(() => dataTypeFromJson(name)).toThrow(/CANNOT_PARSE_DATATYPE/);
    },
  );
  it("refuses what is no type at all", () => {
    expect(() => dataTypeFromJson({ type: "udt" })).toThrow(/UNSUPPORTED_DATA_TYPE/);
    expect(() => dataTypeFromJson({ type: "list" })).toThrow(/CANNOT_PARSE_DATATYPE/);
    expect(() => StructType.fromJson("integer")).toThrow(/CANNOT_PARSE_DATATYPE/);
    expect(() => new StructType().add("a")).toThrow(/ARGUMENT_REQUIRED/);
  });
});

describe("comparison of types", () => {
  const of = (name: string, nullable: boolean): StructType =>
    new StructType([new StructField(name, new ArrayType(INT, nullable), nullable)]);
  it("tells the ways apart", () => {
    expect(typesEqual(of("a", true), of("a", true))).toBe(true);
    expect(typesEqual(of("a", true), of("a", false))).toBe(false);
    expect(sameType(of("a", true), of("A", false))).toBe(true);
    expect(sameType(of("a", true), of("A", false), true)).toBe(false);
    expect(equalsIgnoreCompatibleNullability(of("a", false), of("a", true))).toBe(true);
    expect(equalsIgnoreCompatibleNullability(of("a", true), of("a", false))).toBe(false);
    expect(equalsStructurally(of("a", true), of("b", true))).toBe(true);
    expect(typesEqual(new DecimalType(5, 2), new DecimalType(5, 1))).toBe(false);
    expect(typesEqual(STRING, new StringType("UTF8_LCASE"))).toBe(false);
    expect(typesEqual(asNullable(of("a", false)), of("a", true))).toBe(true);
  });
  it("looks at metadata where asked to", () => {
    const left = new StructType([new StructField("a", INT, true, { x: 1, y: { p: 1, q: 2 } })]);
    const right = new StructType([new StructField("a", INT, true, { y: { q: 2, p: 1 }, x: 1 })]);
    expect(typesEqual(left, right)).toBe(true);
    expect(typesEqual(left, asNullable(new StructType([new StructField("a", INT)])))).toBe(false);
  });
});
