import JSON
import Testing

@testable import headwater

/// What people read, by value.
@Suite struct TableTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONReader.read(Array(text.utf8))
    }

    @Test func `members are told with their parts, and what they are together`() throws {
        let members = try value(
            #"""
            {"items":[
            {"name":"n1","state":"alive","cluster":"h1:3","s3":"h1:1","admin":"h1:2","version":"1.0",
             "leaving":false,"lag":0},
            {"name":"n2","state":"alive","cluster":"h2:3","s3":"h2:1","admin":"h2:2","version":"1.0",
             "leaving":true,"lag":12},
            {"name":"node-3","state":"dead","cluster":"h3:3","s3":"","admin":"h3:2","version":"0.9"}
            ]}
            """#
        )
        let status = try value(
            #"""
            {"name":"n1","leader":"n1","voters":["n1","n2"],"learners":["node-3"],
             "view":{"number":7,"members":["n1"]}}
            """#
        )
        #expect(
            MembersTable(members: members, status: status).lines == [
                "NAME    STATE    ROLE     VIEW  LAG  VERSION  S3    ADMIN  CLUSTER",
                "n1      alive    leader   yes   0    1.0      h1:1  h1:2   h1:3",
                "n2      leaving  voter    no    12   1.0      h2:1  h2:2   h2:3",
                "node-3  dead     learner  no    -    0.9            h3:2   h3:3",
                "",
                "alive 2 of 3, voters 2, in view 7: 1, leader n1",
            ]
        )
        let lines = MembersTable(members: members, status: .null).lines
        #expect(lines[1] == "n1      alive    -     no    0    1.0      h1:1  h1:2   h1:3")
        #expect(lines.last?.hasSuffix("leader none, so no write is possible now") == true)
    }

    @Test func `a status says whom a node follows and how far it is`() throws {
        let text = #"""
            {"name":"n2","cluster":"c1","role":"follower","term":4,"leader":"n1","commit":120,
             "applied":117,"voters":["n1","n2"],"learners":[],
             "view":{"number":12,"members":["n1","n2"]},"store":"disk"}
            """#
        #expect(
            StatusTable(try value(text)).lines == [
                "node      n2",
                "role      follower of n1, term 4",
                "log       117 of 120 applied, 3 behind",
                "voters    n1, n2",
                "learners  none",
                "view 12   n1, n2",
                "store     disk",
                "cluster   c1",
            ]
        )
        let alone = try value(#"{"name":"n2","role":"candidate","term":5,"commit":1,"applied":1}"#)
        let lines = StatusTable(alone).lines
        let role = "role      candidate without a leader, term 5: no write is possible now"
        #expect(lines[1] == role)
        #expect(lines[2] == "log       1 of 1 applied")
        let leader = try value(#"{"name":"n1","role":"leader","leader":"n1","term":4}"#)
        #expect(StatusTable(leader).lines[1] == "role      leader, term 4")
    }

    private let fills = #"""
        {"items":[
        {"path":"b/z","source":"peer","fetcher":"n2","bytes":500,"size":null,"followers":1,"rate":0},
        {"path":"b/a","source":"origin","fetcher":"n1","bytes":30000000,"size":60000000,
         "followers":12,"rate":500000}
        ]}
        """#

    @Test func `fills are told by path, with what is left`() throws {
        let table = FillsTable(try value(fills))
        #expect(
            table.lines == [
                "PATH  FROM    DONE   SIZE     RATE        LEFT   READERS",
                "b/a   origin  50%    60.0 MB  500.0 kB/s  1m 0s  12",
                "b/z   n2      500 B  -        0 B/s       -      1",
            ]
        )
        #expect(table.summary == "2 fills, 500.0 kB/s, 13 readers")
        #expect(FillsTable(.null).lines.count == 1)
    }

    @Test func `a screen holds what fits`() throws {
        let table = FillsTable(try value(fills))
        #expect(table.screen(rows: 24, columns: 80).count == 5)
        let small = table.screen(rows: 5, columns: 10)
        #expect(small.count == 4)
        #expect(small.last == "and 2 more")
        #expect(small.allSatisfy { $0.count <= 10 })
    }
}
