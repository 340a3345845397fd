internal import Cluster
internal import Metrics

extension AdminAPI {
    /// The admin API of a node, as its flags want it.
    init(
        _ plane: any ControlPlane,
        _ node: any AdminNode,
        _ token: String,
        _ secrets: SecretBox,
        _ metrics: MetricsRegistry,
        _ options: ServeOptions
    ) {
        self.init(
            plane: plane,
            node: node,
            token: token,
            secrets: secrets,
            metrics: metrics,
            hasPrivateMetrics: options.hasPrivateMetrics
        )
    }
}
