internal import Determinism

/// Kills the leader as a power cut would, and starts it again after a moment.
struct KillLeader: ChaosFault {
    let name = "kill leader"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let leader = await world.leader() else { return false }
        let isOwn = world.claim(leader.index)
        defer { if isOwn { world.release(leader.index) } }
        await ProcessDeath.kill(leader, in: world, kind: .leaderKilled)
        await world.pause(milliseconds: Int.random(in: 500...2500, using: &generator))
        await ProcessDeath.start(leader, in: world)
        return true
    }
}
