/** Vectors (arrays of floats), geometries and geographies. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * A geometry or geography as well-known binary.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_asbinary.html}
 */
export function st_asbinary(geo: ColumnOrName, endianness?: Column | string): Column {
  return fn("st_asbinary", asColumn(geo), asValue(endianness));
}
/**
 * The geography that well-known binary stands for.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_geogfromwkb.html}
 */
export function st_geogfromwkb(wkb: ColumnOrName): Column {
  return fn("st_geogfromwkb", asColumn(wkb));
}
/**
 * The geometry that well-known binary stands for.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_geomfromwkb.html}
 */
export function st_geomfromwkb(wkb: ColumnOrName, srid?: ColumnOrName): Column {
  return fn("st_geomfromwkb", asColumn(wkb), asColumn(srid));
}
/**
 * The geometry or geography with another reference system.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_setsrid.html}
 */
export function st_setsrid(geo: ColumnOrName, srid: ColumnOrName): Column {
  return fn("st_setsrid", asColumn(geo), asColumn(srid));
}
/**
 * The reference system of a geometry or geography.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_srid.html}
 */
export function st_srid(geo: ColumnOrName): Column {
  return fn("st_srid", asColumn(geo));
}
/**
 * The average of the vectors of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_avg.html}
 */
export function vector_avg(col: ColumnOrName): Column {
  return fn("vector_avg", asColumn(col));
}
/**
 * The cosine of the angle between two vectors.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_cosine_similarity.html}
 */
export function vector_cosine_similarity(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("vector_cosine_similarity", asColumn(left), asColumn(right));
}
/**
 * The inner product of two vectors.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_inner_product.html}
 */
export function vector_inner_product(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("vector_inner_product", asColumn(left), asColumn(right));
}
/**
 * The Euclidean distance of two vectors.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_l2_distance.html}
 */
export function vector_l2_distance(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("vector_l2_distance", asColumn(left), asColumn(right));
}
/**
 * The length of a vector, by a degree (2).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_norm.html}
 */
export function vector_norm(vector: ColumnOrName, degree?: ColumnOrName): Column {
  return fn("vector_norm", asColumn(vector), asColumn(degree));
}
/**
 * The vector made of length 1, by a degree (2).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_normalize.html}
 */
export function vector_normalize(vector: ColumnOrName, degree?: ColumnOrName): Column {
  return fn("vector_normalize", asColumn(vector), asColumn(degree));
}
/**
 * The sum of the vectors of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_sum.html}
 */
export function vector_sum(col: ColumnOrName): Column {
  return fn("vector_sum", asColumn(col));
}
