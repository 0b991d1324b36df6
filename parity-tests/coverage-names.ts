/**
 * What the cases must cover: for each group the subjects that count, how a call looks, and the names. A name needs
 * three cases, one of them over nulls and one that fails.
 */
export interface CoverageGroup {
  readonly of: string;
  /** The subjects whose cases count. */
  readonly subjects: RegExp;
  /** How a use of the name looks in the program or the statement. */
  readonly call: (name: string) => RegExp;
  readonly names: readonly string[];
  /** Names that cannot fail, or cannot be asked of the session that the answers come from; with the reason. */
  readonly exempt?: { readonly [name: string]: string };
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const method = (name: string): RegExp => new RegExp(`(?<!\\bF)\\.${name}\\(`);
const property = (name: string): RegExp => new RegExp(`\\.${name}\\b(?!\\()`);
const fn = (name: string): RegExp => new RegExp(`\\bF\\.${name}\\(|(?<![.\\w])${name}\\(`, "i");

const PROGRAMS = /^api\//;
const EVERYWHERE = /./;

export const COVERAGE: readonly CoverageGroup[] = [
  {
    of: "SparkSession",
    subjects: PROGRAMS,
    call: (name) => new RegExp(`\\bspark\\.(read\\.)?${name}\\(|newSession\\(\\)\\.${name}\\(`),
    names: words("newSession table range createDataFrame sql"),
  },
  {
    of: "SparkSession.builder",
    subjects: PROGRAMS,
    call: (name) => new RegExp(`\\bbuilder\\b.*\\.${name}\\(`),
    names: words("appName config getOrCreate"),
  },
  {
    of: "SparkSession.conf",
    subjects: PROGRAMS,
    call: (name) => new RegExp(`\\bconf\\.${name}\\(`),
    names: words("get set"),
  },
  {
    of: "SparkSession.catalog",
    subjects: PROGRAMS,
    call: (name) => new RegExp(`\\bcatalog\\.${name}\\(`),
    names: words("listTables dropTempView tableExists"),
  },
  {
    of: "DataFrame",
    subjects: /^api\/(?!column|functions)/,
    call: method,
    names: words(`
      select selectExpr filter where withColumn withColumns withColumnRenamed withColumnsRenamed drop toDF alias distinct
      dropDuplicates orderBy sort limit offset union unionAll unionByName intersect intersectAll subtract exceptAll join
      crossJoin groupBy rollup cube groupingSets agg unpivot melt fillna dropna replace sample randomSplit describe summary
      cache persist unpersist createTempView createOrReplaceTempView createGlobalTempView createOrReplaceGlobalTempView
      printSchema explain transform isEmpty count first head take tail show collect foreach
      corr cov crosstab freqItems approxQuantile colRegex`),
  },
  { of: "DataFrame", subjects: PROGRAMS, call: property, names: words("schema columns dtypes") },
  {
    of: "DataFrame.na",
    subjects: PROGRAMS,
    call: (name) => new RegExp(`\\.na\\.${name}\\(`),
    names: words("fill drop replace"),
  },
  {
    of: "DataFrame.stat",
    subjects: PROGRAMS,
    call: (name) => new RegExp(`\\.(stat\\.)?${name}\\(`),
    names: words("corr cov crosstab freqItems approxQuantile"),
  },
  {
    of: "GroupedData",
    subjects: /^api\/(group|functions|show)/,
    call: (name) => new RegExp(`\\b(groupBy|rollup|cube|groupingSets|pivot)\\(.*\\)\\.${name}\\(`),
    names: words("agg count sum avg mean min max pivot"),
  },
  {
    of: "Column",
    subjects: /^api\/(column|join|rows|window)/,
    call: method,
    names: words(`
      plus minus multiply divide mod equalTo notEqual gt geq lt leq eqNullSafe and or not eq add sub mul div alias cast
      try_cast isNull isNotNull isNaN isin between like ilike rlike startswith endswith contains substr getField getItem
      withField dropFields asc desc asc_nulls_first asc_nulls_last desc_nulls_first desc_nulls_last when otherwise over
      bitwiseAND bitwiseOR bitwiseXOR`),
    exempt: {
      equalTo: "the long name of eq",
      notEqual: "the long name of neq",
      add: "short for plus",
      sub: "short for minus",
      mul: "short for multiply",
      div: "short for divide",
      geq: "cases of gt and lt",
      leq: "cases of gt and lt",
    },
  },
  {
    of: "Window",
    subjects: PROGRAMS,
    call: (name) => new RegExp(`\\bWindow\\b.*\\.${name}\\(`),
    names: words("partitionBy orderBy rowsBetween rangeBetween"),
  },
  {
    of: "DataFrameReader",
    subjects: /^api\/(read|write)/,
    call: (name) => new RegExp(`\\bread\\b.*\\.${name}\\(`),
    names: words("csv json parquet text option schema"),
  },
  {
    of: "DataFrameWriter",
    subjects: /^api\/write/,
    call: (name) => new RegExp(`\\bwrite\\b.*\\.${name}\\(`),
    names: words("csv json parquet text option mode partitionBy"),
    exempt: { json: "takes every value" },
  },
  {
    of: "functions",
    subjects: EVERYWHERE,
    call: fn,
    names: words(`
      any_value approx_count_distinct avg bool_and bool_or collect_list collect_set corr count count_distinct count_if
      countDistinct covar_pop covar_samp first grouping grouping_id kurtosis last max max_by mean median min min_by mode
      percentile percentile_approx product skewness stddev stddev_pop stddev_samp sum sum_distinct var_pop var_samp variance

      coalesce expr greatest ifnull isnan isnotnull isnull least lit nanvl nullif nvl nvl2 when
      assert_true call_function equal_null hash monotonically_increasing_id raise_error typeof xxhash64

      ascii base64 btrim char_length concat concat_ws contains crc32 decode encode endswith format_number format_string
      get_json_object hex initcap instr left length levenshtein like locate lower lpad ltrim md5 overlay
      regexp_extract regexp_extract_all regexp_replace repeat replace reverse right rlike rpad rtrim sha1 sha2 soundex
      split split_part startswith substring substring_index translate trim unbase64 unhex upper

      add_months current_date current_timestamp date_add date_diff date_format date_part date_sub date_trunc datediff day
      dayname dayofmonth dayofweek dayofyear extract from_unixtime from_utc_timestamp hour last_day make_date
      make_timestamp minute month monthname months_between next_day quarter second timestamp_seconds to_date to_timestamp
      to_utc_timestamp trunc unix_date unix_timestamp weekday weekofyear year

      abs acos asin atan atan2 bin bitwise_not bround cbrt ceil conv cos degrees e exp expm1 factorial floor hypot ln log
      log10 log1p log2 negative pi pmod pow power radians rint round shiftleft shiftright sign signum sin sqrt tan try_add
      try_divide try_multiply try_subtract width_bucket

      aggregate array array_append array_compact array_contains array_distinct array_except array_insert array_intersect
      array_join array_max array_min array_position array_prepend array_remove array_repeat array_size array_sort
      array_union arrays_overlap arrays_zip cardinality create_map element_at exists explode explode_outer filter flatten
      forall from_json get map_concat map_contains_key map_entries map_from_arrays map_from_entries map_keys map_values
      named_struct posexplode posexplode_outer sequence size slice sort_array struct to_json transform try_element_at
      zip_with

      cume_dist dense_rank lag lead nth_value ntile percent_rank rank row_number

      asc asc_nulls_first asc_nulls_last desc desc_nulls_first desc_nulls_last`),
  },
];
