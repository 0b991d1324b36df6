/** Scans as the JSON of Polars' own plan: the native functions of the package reach only some of the options. */
import { type PxJson, jsonText } from "./px.ts";
import type { CsvScanOptions, NamedType, ScanCommon, ScanNode } from "./plan.ts";

/** The plan JSON of a scan. */
export function scanJson(scan: ScanNode): string {
  return jsonText({
    Scan: {
      sources: { Paths: scan.paths.map((path) => ({ inner: path })) },
      unified_scan_args: unifiedArgs(scan),
      scan_type: scanType(scan),
    },
  });
}

function unifiedArgs(scan: ScanNode): PxJson {
  const insert = scan.missingColumns !== "raise" ? "Insert" : "Raise";
  const ignore = scan.extraColumns !== "raise" ? "Ignore" : "Raise";
  const upcast = scan.op === "scanParquet" && scan.options?.upcast !== false;
  return {
    schema: null,
    cloud_options: null,
    // Partition directories are found by the caller, who knows Spark's rules for them.
    hive_options: { enabled: false, hive_start_idx: 0, schema: null, try_parse_dates: false },
    rechunk: false,
    cache: false,
    glob: false,
    hidden_file_prefix: null,
    projection: null,
    column_mapping: null,
    default_values: null,
    row_index: scan.rowIndex === undefined ? null : { name: scan.rowIndex, offset: 0 },
    pre_slice: null,
    cast_columns_policy: {
      integer_upcast: upcast,
      integer_to_float_cast: upcast,
      float_upcast: upcast,
      float_downcast: false,
      datetime_nanoseconds_downcast: upcast,
      datetime_microseconds_downcast: upcast,
      datetime_convert_timezone: upcast,
      null_upcast: true,
      categorical_to_string: true,
      missing_struct_fields: insert,
      extra_struct_fields: ignore,
    },
    missing_columns_policy: insert,
    extra_columns_policy: ignore,
    include_file_paths: scan.includePath ?? null,
    deletion_files: null,
    table_statistics: null,
    row_count: null,
  };
}

function scanType(scan: ScanNode): PxJson {
  switch (scan.op) {
    case "scanParquet":
      return {
        Parquet: { options: { schema: schemaJson(scan), parallel: "Auto", low_memory: false, use_statistics: true } },
      };
    case "scanIpc":
      return { Ipc: { options: { record_batch_statistics: false, checked: true } } };
    case "scanNdjson":
      return {
        NDJson: {
          options: {
            n_threads: null,
            infer_schema_length: scan.options?.inferRows === undefined ? 100 : scan.options.inferRows,
            chunk_size: 262_144,
            low_memory: false,
            ignore_errors: scan.options?.ignoreErrors ?? false,
            schema: schemaJson(scan),
            schema_overwrite: null,
          },
        },
      };
    case "scanCsv":
      return csvType(scan, scan.options);
    case "scanText":
      // A text file is a CSV file whose separator never occurs: byte 1 is no part of any text, nor of UTF-8 sequences.
      return csvType(
        { ...scan, schema: [{ name: scan.options?.name ?? "value", type: "String" }] },
        {
          header: false,
          separator: "\u0001",
          quote: null,
          missingIsNull: false,
          truncateRagged: true,
          ...(scan.options?.lineEnd === undefined ? {} : { lineEnd: scan.options.lineEnd }),
        },
      );
  }
}

function csvType(scan: ScanCommon, options: CsvScanOptions): PxJson {
  const { separator = ",", quote = '"', comment = null, nullValues = [], inferRows = 100 } = options;
  return {
    Csv: {
      options: {
        path: null,
        rechunk: false,
        n_threads: null,
        low_memory: false,
        n_rows: null,
        row_index: null,
        columns: null,
        projection: null,
        schema: schemaJson(scan),
        schema_overwrite: null,
        dtype_overwrite: null,
        parse_options: {
          separator: byteOf(separator, "separator"),
          quote_char: quote === null ? null : byteOf(quote, "quote"),
          eol_char: byteOf(options.lineEnd ?? "\n", "line separator"),
          encoding: options.lossyUtf8 === true ? "LossyUtf8" : "Utf8",
          null_values: nullValues.length === 0 ? null : { AllColumns: [...nullValues] },
          missing_is_null: options.missingIsNull ?? true,
          truncate_ragged_lines: options.truncateRagged ?? false,
          comment_prefix: comment === null ? null : { Multi: comment },
          try_parse_dates: false,
          decimal_comma: false,
        },
        has_header: options.header,
        chunk_size: 262_144,
        skip_rows: options.skipRows ?? 0,
        skip_lines: 0,
        skip_rows_after_header: 0,
        infer_schema_length: inferRows,
        raise_if_empty: false,
        ignore_errors: options.ignoreErrors ?? false,
        fields_to_cast: [],
      },
    },
  };
}

function schemaJson(scan: { readonly schema?: readonly NamedType[] }): PxJson {
  if (scan.schema === undefined) return null;
  return {
    fields: new Map(scan.schema.map(({ name, type }) => [name, type as PxJson])),
    metadata: null,
  };
}

function byteOf(text: string, what: string): number {
  const code = text.charCodeAt(0);
  if (text.length !== 1 || code > 127) throw new TypeError(`the ${what} must be one ASCII character: "${text}"`);
  return code;
}
