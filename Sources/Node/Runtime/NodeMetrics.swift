internal import Gateway
internal import Glibc
internal import Metrics
internal import Objects

/// Gauges that are read when somebody asks for them.
enum NodeMetrics {
    static func register(_ registry: MetricsRegistry, gateway: Gateway, store: DiskStore) {
        registry.gauge("headwater_fills", "Fills under way.") { Double(gateway.runningFills) }
        registry.gauge("headwater_followers", "Readers attached to fills.") {
            Double(gateway.fills().reduce(0) { $0 + $1.followers })
        }
        registry.gauge("headwater_connections", "Connections of the S3 listener.") {
            Double(gateway.connections)
        }
        registry.gauge("headwater_spool_bytes", "Bytes of running fills on disk.") {
            Double(gateway.spoolBytes)
        }
        registry.gauge("headwater_store_objects", "Objects in the embedded store.") {
            Double((try? store.totals().objects) ?? 0)
        }
        registry.gauge("headwater_store_bytes", "Bytes of the objects in the embedded store.") {
            Double((try? store.totals().bytes) ?? 0)
        }
        registry.gauge("headwater_disk_available_bytes", "Space left on the store's disk.") {
            Double((try? store.space().availableBytes) ?? 0)
        }
        registry.gauge("process_resident_memory_bytes", "Resident memory of the process.") {
            Double(ProcessMemory.residentBytes())
        }
    }
}
