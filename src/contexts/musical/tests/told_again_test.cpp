// Goal: performances scheduled before there were refund tables and names in English get them with
// the migration, once, and not with their next edit. Method: what the module stores today, put into
// a database of the first version; then the module.
#include "contexts/musical/sql/schema.hpp"
#include "contexts/musical/tests/theatre.hpp"

#include <gtest/gtest.h>

namespace boxoffice::musical::tests {
namespace {

using contracts::PerformanceScheduled;
using Method = ports::HttpMethod;

constexpr ports::SqlText select_musicals =
    "SELECT id, version, name, start_date, end_date, searched, grades, body FROM musical";
constexpr ports::SqlText insert_musical =
    "INSERT INTO musical (id, version, name, start_date, end_date, searched, grades, is_deleted, "
    "body) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)";
constexpr ports::SqlText select_performances =
    "SELECT id, version, musical_id, venue_id, starts_at, status, is_default, is_deleted, "
    "house_version, seats_pending, body FROM performance";
constexpr ports::SqlText insert_performance =
    "INSERT INTO performance (id, version, musical_id, venue_id, starts_at, status, is_default, "
    "is_deleted, house_version, seats_pending, body) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// The database as the first version left it, with the catalogue of `theatre`.
void go_back(Theatre& theatre, ports::SqlDatabase& database) {
    auto first = migrations();
    std::erase_if(first, [](const ports::Migration& step) { return step.version > 100; });
    database.migrate(first);
    const auto from = theatre.bench().database().open_reader();
    const auto to = database.open_writer();
    from->query(select_musicals, {}, [&](const ports::SqlRow& row) {
        to->execute(insert_musical, {row.integer(0), row.integer(1), row.text(2), row.text(3),
                                     row.text(4), row.text(5), row.text(6), row.text(7)});
    });
    from->query(select_performances, {}, [&](const ports::SqlRow& row) {
        to->execute(insert_performance,
                    {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
                     row.integer(5), row.integer(6), row.integer(7), row.integer(8), row.integer(9),
                     row.text(10)});
    });
}

TEST(ToldAgain, AFuturePerformanceOfTheFirstVersionGetsItsRulesOnce) {
    Theatre before;
    const auto musical = before.add_musical();
    const auto path = "/items/" + std::to_string(musical) + "/performances";
    const auto schedule = [&](const std::string& starts_at) {
        return Theatre::id_of(before.post(path, R"({"startsAt":")" + starts_at + "\"}"));
    };
    const auto to_come = schedule("2027-12-24T10:30:00Z");
    const auto over = schedule("2020-12-24T10:30:00Z");
    const auto canceled = schedule("2027-12-25T10:30:00Z");
    EXPECT_GT(over, 0);
    EXPECT_EQ(
        before.post("/performances/" + std::to_string(canceled) + "/cancellation", "{}").status,
        200);
    const auto default_one = before.performance_of(before.add_seat(musical, 1, 1));

    eventing::ContextBench bench{"musical"};
    go_back(before, bench.database());
    auto module = make_module(bench.environment(), {});
    module->start();
    bench.run_for(std::chrono::seconds{5});
    const auto told = bench.published<PerformanceScheduled>();
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told.front().performance_id.value, to_come);
    ASSERT_TRUE(told.front().refund_tables);
    EXPECT_EQ(told.front().refund_tables->front().code, "korean-standard");
    ASSERT_TRUE(told.front().english_names);
    EXPECT_EQ(told.front().english_names->musical_name, "Kingdom of Paper");
    EXPECT_EQ(told.back().performance_id, default_one);
    EXPECT_FALSE(told.back().refund_tables);
    EXPECT_EQ(told.back().is_default, true);

    module.reset();
    module = make_module(bench.environment(), {});
    module->start();
    bench.run_for(std::chrono::hours{1});
    EXPECT_EQ(bench.published<PerformanceScheduled>().size(), 2U) << "once";
}

}  // namespace
}  // namespace boxoffice::musical::tests
