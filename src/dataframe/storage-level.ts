/**
 * How a cached result is kept. The embedded engine keeps all of them the same way, in files that stay in memory as long as
 * there is room.
 *
 * @example
 * ```ts
 * import { SparkSession, StorageLevel } from "sparkwright";
 *
 * SparkSession.builder.getOrCreate().range(3).persist(StorageLevel.DISK_ONLY);
 * ```
 */
export class StorageLevel {
  readonly useDisk: boolean;
  readonly useMemory: boolean;
  readonly useOffHeap: boolean;
  readonly deserialized: boolean;
  readonly replication: number;
  constructor(useDisk: boolean, useMemory: boolean, useOffHeap: boolean, deserialized: boolean, replication = 1) {
    this.useDisk = useDisk;
    this.useMemory = useMemory;
    this.useOffHeap = useOffHeap;
    this.deserialized = deserialized;
    this.replication = replication;
  }
  static readonly NONE: StorageLevel = new StorageLevel(false, false, false, false);
  static readonly DISK_ONLY: StorageLevel = new StorageLevel(true, false, false, false);
  static readonly DISK_ONLY_2: StorageLevel = new StorageLevel(true, false, false, false, 2);
  static readonly DISK_ONLY_3: StorageLevel = new StorageLevel(true, false, false, false, 3);
  static readonly MEMORY_ONLY: StorageLevel = new StorageLevel(false, true, false, false);
  static readonly MEMORY_ONLY_2: StorageLevel = new StorageLevel(false, true, false, false, 2);
  static readonly MEMORY_AND_DISK: StorageLevel = new StorageLevel(true, true, false, false);
  static readonly MEMORY_AND_DISK_2: StorageLevel = new StorageLevel(true, true, false, false, 2);
  static readonly OFF_HEAP: StorageLevel = new StorageLevel(true, true, true, false);
  static readonly MEMORY_AND_DISK_DESER: StorageLevel = new StorageLevel(true, true, false, true);

  /** The level as PySpark prints it: `Disk Memory Deserialized 1x Replicated`. */
  toString(): string {
    const parts = [
      this.useDisk ? "Disk" : "",
      this.useMemory ? "Memory" : "",
      this.useOffHeap ? "OffHeap" : "",
      this.deserialized ? "Deserialized" : "Serialized",
      `${this.replication}x Replicated`,
    ];
    return parts.filter((part) => part !== "").join(" ");
  }
}
