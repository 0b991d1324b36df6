/** Sinks as the JSON of Polars' own plan, and their splicing onto a native plan. */
import { type NativeLazyFrame, native } from "./native.ts";
import type { SinkFormat, SinkNode } from "./plan.ts";
import { type PxJson, jsonText } from "./px.ts";

/** The lazy frame that writes `input` when it is collected (to an empty frame). */
export function sinkOf(input: NativeLazyFrame, sink: SinkNode): NativeLazyFrame {
  return splice(payloadJson(sink), input);
}

/**
 * Puts a node that only JSON can say on top of a native plan. In bincode a node is a prefix, its input's bytes and a
 * suffix, so the node is made over a placeholder, whose bytes are then replaced. (In-memory frames are copied by this.)
 */
function splice(payload: PxJson, input: NativeLazyFrame): NativeLazyFrame {
  const { JsLazyFrame } = native();
  const placeholderJson: PxJson = {
    Scan: {
      sources: { Paths: [{ inner: "sparkwright-placeholder" }] },
      unified_scan_args: PLACEHOLDER_ARGS,
      scan_type: { Ipc: { options: { record_batch_statistics: false, checked: true } } },
    },
  };
  const bincode = (json: PxJson): Buffer =>
    JsLazyFrame.deserialize(Buffer.from(jsonText(json)), "json").serialize("bincode");
  const placeholder = bincode(placeholderJson);
  const outer = bincode({ Sink: { input: placeholderJson, payload } });
  const at = outer.indexOf(placeholder);
  if (at < 0) throw new Error("the engine's plan format is not the one this version was made for");
  const inner = input.serialize("bincode");
  const whole = Buffer.concat([outer.subarray(0, at), inner, outer.subarray(at + placeholder.length)]);
  return JsLazyFrame.deserialize(whole, "bincode");
}

const PLACEHOLDER_ARGS: PxJson = {
  schema: null,
  cloud_options: null,
  hive_options: { enabled: false, hive_start_idx: 0, schema: null, try_parse_dates: false },
  rechunk: false,
  cache: false,
  glob: false,
  hidden_file_prefix: null,
  projection: null,
  column_mapping: null,
  default_values: null,
  row_index: null,
  pre_slice: null,
  cast_columns_policy: {
    integer_upcast: false,
    integer_to_float_cast: false,
    float_upcast: false,
    float_downcast: false,
    datetime_nanoseconds_downcast: false,
    datetime_microseconds_downcast: false,
    datetime_convert_timezone: false,
    null_upcast: true,
    categorical_to_string: false,
    missing_struct_fields: "Raise",
    extra_struct_fields: "Raise",
  },
  missing_columns_policy: "Raise",
  extra_columns_policy: "Raise",
  include_file_paths: null,
  deletion_files: null,
  table_statistics: null,
  row_count: null,
};

function payloadJson(sink: SinkNode): PxJson {
  const file_format = formatJson(sink);
  const unified_sink_args = {
    mkdir: true,
    maintain_order: true,
    sync_on_close: "None",
    cloud_options: null,
    sinked_paths_callback: null,
  };
  if (sink.partitionBy === undefined && sink.maxRowsPerFile === undefined) {
    return { File: { target: { inner: sink.path }, file_format, unified_sink_args } };
  }
  const keys = sink.partitionBy?.map((name) => ({ Column: name })) ?? [];
  return {
    Partitioned: {
      base_path: { inner: sink.path },
      file_path_provider: keys.length === 0 ? null : { Hive: { extension: EXTENSIONS[sink.format] } },
      partition_strategy:
        keys.length === 0 ? "FileSize" : { Keyed: { keys, include_keys: false, keys_pre_grouped: false } },
      file_format,
      unified_sink_args,
      max_rows_per_file: sink.maxRowsPerFile ?? 4_294_967_295,
      approximate_bytes_per_file: 18_446_744_073_709_551_615n,
    },
  };
}

const EXTENSIONS = { parquet: "parquet", csv: "csv", ndjson: "json", ipc: "arrow" } as const;
const PARQUET_COMPRESSION: { readonly [name: string]: PxJson } = {
  uncompressed: "Uncompressed",
  snappy: "Snappy",
  gzip: { Gzip: null },
  brotli: { Brotli: null },
  zstd: { Zstd: null },
  lz4: "Lz4Raw",
};
const TEXT_COMPRESSION: { readonly [name: string]: PxJson } = {
  uncompressed: "Uncompressed",
  gzip: { Gzip: { level: null } },
  zstd: { Zstd: { level: null } },
};
const QUOTE_STYLES = { necessary: "Necessary", always: "Always", nonNumeric: "NonNumeric", never: "Never" } as const;

function formatJson(sink: SinkFormat): PxJson {
  switch (sink.format) {
    case "parquet":
      return {
        Parquet: {
          compression: PARQUET_COMPRESSION[sink.options?.compression ?? "snappy"] ?? null,
          statistics: {
            min_value: true,
            max_value: true,
            distinct_count: false,
            null_count: true,
            binary_statistics_truncate_length: null,
          },
          row_group_size: sink.options?.rowGroupSize ?? null,
          data_page_size: null,
          key_value_metadata:
            sink.options?.keyValues === undefined ? null : { Static: sink.options.keyValues.map((pair) => [...pair]) },
          arrow_schema: sink.options?.arrowSchema ?? null,
          compat_level: null,
        },
      };
    case "csv": {
      const options = sink.options ?? {};
      return {
        Csv: {
          include_bom: false,
          compression: TEXT_COMPRESSION[options.compression ?? "uncompressed"] ?? null,
          check_extension: false,
          include_header: options.header ?? false,
          batch_size: 1024,
          serialize_options: {
            date_format: null,
            time_format: null,
            datetime_format: null,
            float_scientific: null,
            float_precision: null,
            decimal_comma: false,
            separator: (options.separator ?? ",").charCodeAt(0),
            quote_char: (options.quote ?? '"').charCodeAt(0),
            null: options.nullValue ?? "",
            line_terminator: options.lineEnd ?? "\n",
            quote_style: QUOTE_STYLES[options.quoteStyle ?? "necessary"],
          },
        },
      };
    }
    case "ndjson":
      return {
        NDJson: {
          compression: TEXT_COMPRESSION[sink.options?.compression ?? "uncompressed"] ?? null,
          check_extension: false,
        },
      };
    case "ipc":
      return {
        Ipc: { compression: null, compat_level: 1, record_batch_size: null, record_batch_statistics: false },
      };
  }
}
