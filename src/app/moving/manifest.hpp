// What lies in the folder of an export, and how to tell that it is whole.
#pragma once

#include "base/clock.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace boxoffice::app {

/// One file of rows: `<context>/<name>.jsonl`, a JSON array a line, in the order of `columns`.
struct MovedTable {
    std::string name;
    std::vector<std::string> columns;
    std::int64_t rows = 0;
    std::string sha256;

    friend bool operator==(const MovedTable&, const MovedTable&) = default;
};
BOOST_DESCRIBE_STRUCT(MovedTable, (), (name, columns, rows, sha256))

struct MovedMigration {
    std::int64_t version = 0;
    std::string checksum;

    friend bool operator==(const MovedMigration&, const MovedMigration&) = default;
};
BOOST_DESCRIBE_STRUCT(MovedMigration, (), (version, checksum))

struct MovedContext {
    std::string name;
    std::vector<MovedMigration> migrations;
    /// It has dealt with so many of the events, counted from the first line of the events' file.
    std::int64_t events_read = 0;
    std::vector<MovedTable> tables;

    friend bool operator==(const MovedContext&, const MovedContext&) = default;
};
BOOST_DESCRIBE_STRUCT(MovedContext, (), (name, migrations, events_read, tables))

/// The file manifest.json. It is written last: a folder without one is an export that did not end.
struct Manifest {
    std::int64_t format = 1;  ///< of this folder; raised when an older program could not read it
    std::string program;      ///< the version that wrote it
    base::Instant exported_at{};
    std::int64_t events = 0;  ///< lines of events.jsonl
    std::string events_sha256;
    std::vector<MovedContext> contexts;

    friend bool operator==(const Manifest&, const Manifest&) = default;
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (format, program, exported_at, events, events_sha256, contexts))

}  // namespace boxoffice::app
