internal import Determinism
internal import TestSupport

/// Faults one after another, chosen by a seed, until the task is cancelled.
struct FaultLane {
    let faults: [any ChaosFault]
    /// Between the ends and the beginnings of faults, in milliseconds.
    let pause: ClosedRange<Int>
    /// If not 0: faults begin at multiples of this instead, in milliseconds.
    var beat = 0
    var generator: SeededGenerator

    mutating func run(in world: ChaosWorld) async {
        while !Task.isCancelled {
            let began = Deadline.now()
            if let fault = faults.randomElement(using: &generator),
                await fault.run(in: world, using: &generator)
            {
                world.history.add(
                    FaultSpan(fault: fault.name, begin: began, end: Deadline.now())
                )
            }
            let taken = Int((Deadline.now() - began) / 1_000_000)
            let wait = beat > 0 ? beat - taken : Int.random(in: pause, using: &generator)
            await world.pause(milliseconds: max(wait, 50))
        }
    }

    /// The lanes of a mode.
    static func lanes(of world: ChaosWorld, seed: UInt64) -> [FaultLane] {
        var generator = SeededGenerator(seed: seed)
        var link: [any ChaosFault] = []
        if world.network.canDelay { link.append(SlowLinks()) }
        if world.network.canLose { link.append(LosePackets()) }
        switch world.settings.mode {
        case .leader:
            return [
                FaultLane(
                    faults: [KillLeader()],
                    pause: 0...0,
                    beat: 5_000,
                    generator: generator.split()
                ),
                FaultLane(
                    faults: [PauseNode(), CutLinks()] + link,
                    pause: 2_000...9_000,
                    generator: generator.split()
                ),
            ]
        case .rolling:
            return [
                FaultLane(
                    faults: [RestartNode()],
                    pause: 0...0,
                    generator: generator.split()
                )
            ]
        case .store:
            let nodes: [any ChaosFault] = [
                KillLeader(), KillNode(), PauseNode(), CutLinks(), SlowOrigin(),
            ]
            return [[KillStore(), PauseStore()], nodes + link].map {
                FaultLane(faults: $0, pause: 1_000...6_000, generator: generator.split())
            }
        case .mixed:
            var faults: [any ChaosFault] = [
                KillLeader(), KillNode(), PauseNode(), CutLinks(), CutLinks(),
                RestartAll(), TransferLeadership(), SlowOrigin(),
            ]
            faults += link
            if world.nodes.allSatisfy({ $0.clock != nil }) { faults.append(JumpClock()) }
            if world.nodes.allSatisfy(\.hasDisk) { faults.append(FillDisk()) }
            return (0..<2).map { _ in
                FaultLane(faults: faults, pause: 500...4_000, generator: generator.split())
            }
        }
    }
}
