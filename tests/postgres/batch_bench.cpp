// What a batch of 256 commands costs on PostgreSQL, by the adapter's pipeline, by arrays (unnest),
// and row by row: `build/release/bin/postgres_batch_bench [rounds]`. Prints microseconds per row.
#include "platform/sql/postgres_database.hpp"
#include "platform/sql/sqlite_database.hpp"
#include "postgres/postgres_server.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <postgresql/libpq-fe.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace boxoffice::real_server {
namespace {

constexpr int batch = 256;
constexpr int stored_rows = 20'000;
const std::string body(480, 'b');

const std::vector<ports::Migration> migrations{
    {1, "reservations",
     "CREATE TABLE reservation (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
     "user_id INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL);"
     "CREATE INDEX reservation_user ON reservation (user_id);"
     "CREATE TABLE history (reservation_id INTEGER NOT NULL, version INTEGER NOT NULL, "
     "body TEXT NOT NULL, PRIMARY KEY (reservation_id, version)) WITHOUT ROWID;"}};

constexpr ports::SqlText select_one =
    "SELECT id, version, body FROM reservation WHERE id = $1 /* FOR UPDATE */";
constexpr ports::SqlText upsert =
    "INSERT INTO reservation (id, version, user_id, state, body) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, "
    "body = excluded.body WHERE reservation.version < excluded.version";
constexpr ports::SqlText insert_history =
    "INSERT INTO history (reservation_id, version, body) VALUES ($1, $2, $3)";

/// Medians over the rounds, in microseconds per row.
double microseconds(int rounds, const std::function<void(int)>& work) {
    std::vector<double> taken;
    for (int round = 0; round < rounds; ++round) {
        const auto before = std::chrono::steady_clock::now();
        work(round);
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - before;
        taken.push_back(took.count() / batch);
    }
    std::nth_element(taken.begin(), taken.begin() + rounds / 2, taken.end());
    return taken[static_cast<std::size_t>(rounds / 2)];
}

int key_of(int round, int row) {
    return (round * batch + row) % stored_rows;
}

/// Sees the same rows as a command runner's batch does: load, change, write history, commit.
void by_batches(ports::SqlSession& sql, int round) {
    ports::SqlRows keys{1};
    ports::SqlRows rows{5};
    ports::SqlRows history{3};
    for (int row = 0; row < batch; ++row) {
        const int id = key_of(round, row);
        keys.add({id});
        rows.add({id, round + 2, id % 100, "Held", body});
        history.add({id, round + 2, body});
    }
    sql.begin();
    sql.query_batch(select_one, keys, [](const ports::SqlRow&) {});
    sql.execute_batch(upsert, rows);
    sql.execute_batch(insert_history, history);
    sql.commit();
}

void row_by_row(ports::SqlSession& sql, int round) {
    sql.begin();
    for (int row = 0; row < batch; ++row) {
        const int id = key_of(round, row);
        sql.query(select_one, {id}, [](const ports::SqlRow&) {});
        sql.execute(upsert, {id, round + 2, id % 100, "Held", body});
        sql.execute(insert_history, {id, round + 2, body});
    }
    sql.commit();
}

/// The same three statements over arrays, as an adapter could rewrite them.
class ByArrays {
  public:
    explicit ByArrays(const std::string& url) : connection_(PQconnectdb(url.c_str()), &PQfinish) {
        prepare("load",
                "SELECT input.n, t.* FROM unnest($1::int8[]) WITH ORDINALITY AS input(p1, n) "
                "CROSS JOIN LATERAL (SELECT id, version, body FROM reservation "
                "WHERE id = input.p1 FOR UPDATE) AS t");
        prepare("save",
                "INSERT INTO reservation (id, version, user_id, state, body) "
                "SELECT * FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::text[], "
                "$5::text[]) ON CONFLICT (id) DO UPDATE SET version = excluded.version, "
                "state = excluded.state, body = excluded.body "
                "WHERE reservation.version < excluded.version");
        prepare("history",
                "INSERT INTO history (reservation_id, version, body) "
                "SELECT * FROM unnest($1::int8[], $2::int8[], $3::text[])");
    }

    void run(int round) {
        std::array<std::string, 5> columns;
        for (int row = 0; row < batch; ++row) {
            const int id = key_of(round, row);
            const std::array<std::string, 5> cells{std::to_string(id), std::to_string(round + 2),
                                                   std::to_string(id % 100), "Held", body};
            for (std::size_t i = 0; i < cells.size(); ++i) {
                columns[i] += (columns[i].empty() ? "{" : ",") + cells[i];
            }
        }
        for (auto& column : columns) column += "}";
        done(PQexec(connection_.get(), "BEGIN"));
        execute("load", {columns[0].c_str()});
        execute("save", {columns[0].c_str(), columns[1].c_str(), columns[2].c_str(),
                         columns[3].c_str(), columns[4].c_str()});
        execute("history", {columns[0].c_str(), columns[1].c_str(), columns[4].c_str()});
        done(PQexec(connection_.get(), "COMMIT"));
    }

  private:
    void done(PGresult* result) {
        const auto status = PQresultStatus(result);
        PQclear(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            throw std::runtime_error(PQerrorMessage(connection_.get()));
        }
    }
    void prepare(const char* name, const char* text) {
        done(PQprepare(connection_.get(), name, text, 0, nullptr));
    }
    void execute(const char* name, const std::vector<const char*>& arrays) {
        done(PQexecPrepared(connection_.get(), name, static_cast<int>(arrays.size()), arrays.data(),
                            nullptr, nullptr, 0));
    }

    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

void fill(ports::SqlSession& sql) {
    ports::SqlRows rows{5};
    for (int id = 0; id < stored_rows; ++id) rows.add({id, 1, id % 100, "Placed", body});
    sql.execute_batch(upsert, rows);
}

void measure(int rounds) {
    auto& server = PostgresServer::shared();
    const auto schema = server.make_schema();
    const auto database = platform::make_postgres_database(
        {.url = server.url("postgres", schema), .context = "bench"});
    database->migrate(migrations);
    const auto sql = database->open_writer();
    fill(*sql);
    const auto print = [](const char* what, int round_trips, double taken) {
        std::printf("%-40s %4d round trips %8.1f us per command\n", what, round_trips, taken);
    };
    int base = 0;
    const auto next = [&](const std::function<void(int)>& work) {
        server.run("TRUNCATE " + schema + ".history");
        server.run("VACUUM ANALYZE " + schema + ".reservation");
        const auto taken = microseconds(rounds, [&](int round) { work(base + round); });
        base += rounds;
        return taken;
    };
    print("PostgreSQL, pipeline (the adapter)", 4, next([&](int i) { by_batches(*sql, i); }));
    ByArrays arrays{server.url("postgres", schema)};
    print("PostgreSQL, arrays by unnest", 5, next([&](int i) { arrays.run(i); }));
    print("PostgreSQL, row by row", 3 * batch + 1, next([&](int i) { row_by_row(*sql, i); }));

    const auto embedded = platform::make_sqlite_database({.context = "bench"});
    embedded->migrate(migrations);
    const auto local = embedded->open_writer();
    fill(*local);
    print("SQLite in memory", 0, next([&](int i) { by_batches(*local, i); }));
}

}  // namespace
}  // namespace boxoffice::real_server

int main(int count, char** arguments) {
    try {
        boxoffice::real_server::measure(count > 1 ? std::atoi(arguments[1]) : 200);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
