/// Where a connection stands between two requests.
enum HTTPPhase {
    case awaitingHead
    case answering
    case closed
}
