#include "simulation/house/sales_checks.hpp"

#include "contexts/sales/module.hpp"

#include <map>
#include <string>

namespace boxoffice::simulation {
namespace {

using Amounts = std::map<std::string, std::string>;

/// The rows of a statement that gives each a name and an amount; zeros are left out.
Amounts read(ports::SqlSession& sql, ports::SqlText statement) {
    Amounts amounts;
    sql.query(statement, {}, [&](const ports::SqlRow& row) {
        const auto amount = row.text(1);
        if (!amount.empty() && amount != "0") amounts[std::string{row.text(0)}] = row.text(1);
    });
    return amounts;
}

void compare(const char* what, const Amounts& sales, const Amounts& theirs, Breaches& breaches) {
    const auto told = [](const Amounts& of, const std::string& name) {
        const auto found = of.find(name);
        return found == of.end() ? std::string{"nothing"} : found->second;
    };
    Amounts all = sales;
    all.insert(theirs.begin(), theirs.end());
    for (const auto& [name, ignored] : all) {
        if (told(sales, name) == told(theirs, name)) continue;
        breaches.push_back(std::string{"I10: "} + what + ", " + name + ": sales has " +
                           told(sales, name) + ", not " + told(theirs, name));
    }
}

void seats_are_musicals(House& house, Breaches& breaches) {
    compare("seats",
            read(house.stored("sales"),
                 "SELECT performance_id || ' ' || grade, capacity || ' ' || held || ' ' || sold || "
                 "' ' || blocked FROM grade WHERE capacity <> 0"),
            read(house.stored("musical"),
                 "SELECT performance_id || ' ' || grade, COUNT(*) || ' ' || SUM(status IN (1, 2)) "
                 "|| ' ' || SUM(status = 3) || ' ' || SUM(status = 4) FROM seat WHERE "
                 "is_deleted = 0 GROUP BY performance_id, grade"),
            breaches);
}

/// A ticket counts for the grade of the seat that it leads to, wherever it led before.
Amounts tickets_by_grade(House& house) {
    const auto grades =
        read(house.stored("musical"), "SELECT id, grade FROM seat WHERE is_deleted = 0");
    std::map<std::string, int> counts;
    house.stored("reservation")
        .query("SELECT seat_id FROM ticket WHERE is_live = 1", {}, [&](const ports::SqlRow& row) {
            const auto grade = grades.find(std::string{row.text(0)});
            ++counts[grade == grades.end() ? std::string{"?"} : grade->second];
        });
    Amounts amounts;
    for (const auto& [grade, count] : counts) amounts[grade] = std::to_string(count);
    return amounts;
}

void tickets_are_reservations(House& house, Breaches& breaches) {
    compare("tickets",
            read(house.stored("sales"),
                 "SELECT performance_id, SUM(tickets) FROM sales_total GROUP BY performance_id"),
            read(house.stored("reservation"),
                 "SELECT performance_id, COUNT(*) FROM ticket WHERE is_live = 1 "
                 "GROUP BY performance_id"),
            breaches);
    compare(
        "tickets of grade",
        read(house.stored("sales"), "SELECT grade, SUM(tickets) FROM sales_total GROUP BY grade"),
        tickets_by_grade(house), breaches);
}

/// The ledger books in the transaction that publishes, so that both stand in the same minute.
void money_is_the_ledgers(House& house, Breaches& breaches) {
    auto& sales = house.stored("sales");
    auto& payment = house.stored("payment");
    compare("captured in minute",
            read(sales, "SELECT minute, SUM(captured) FROM sales_minute GROUP BY minute"),
            read(payment,
                 "SELECT at / 60000, -SUM(open_items) FROM ledger WHERE occasion IN "
                 "('captured', 'taken_in_cash', 'taken_by_terminal') GROUP BY at / 60000"),
            breaches);
    compare(
        "kept in minute",
        read(sales, "SELECT minute, SUM(captured - refunded) FROM sales_minute GROUP BY minute"),
        read(payment,
             "SELECT at / 60000, -SUM(open_items + tickets + refunds_payable + retained_fees) "
             "FROM ledger GROUP BY at / 60000"),
        breaches);
    compare("money", read(sales, "SELECT 'fees', SUM(fees) FROM sales_total"),
            read(payment, "SELECT 'fees', -SUM(retained_fees) FROM ledger"), breaches);
    compare("by hand",
            read(sales, "SELECT 'paid', SUM(refunded) FROM sales_total WHERE method = 'by_hand'"),
            read(payment, "SELECT 'paid', -SUM(paid_by_hand) FROM ledger"), breaches);
}

/// Every row of the read model.
Amounts rows_of(ports::SqlSession& sql) {
    auto rows = read(sql,
                     "SELECT 'seat ' || id, grade || ' ' || state || ' ' || owner || ' ' || "
                     "changed_at FROM seat");
    rows.merge(read(sql, "SELECT 'purchase ' || reservation_id, body FROM purchase"));
    rows.merge(
        read(sql,
             "SELECT 'total ' || performance_id || ' ' || grade || ' ' || method, tickets || "
             "' ' || captured || ' ' || refunded || ' ' || fees FROM sales_total"));
    rows.merge(read(sql,
                    "SELECT 'minute ' || performance_id || ' ' || minute || ' ' || grade || ' ' || "
                    "method, held || ' ' || released || ' ' || sold || ' ' || cancelled || ' ' || "
                    "captured || ' ' || refunded || ' ' || fees FROM sales_minute"));
    return rows;
}

void figures_equal_a_rebuild(House& house, Breaches& breaches) {
    SimulatedClock clock{house.clock.now()};
    SimulatedScheduler scheduler{clock, SimulatedRandomness{1}};
    SimulatedBus bus{scheduler, SimulatedRandomness{2}};
    SimulatedRandomness randomness{3};
    SimulatedLog log;
    SimulatedMetrics metrics;
    const auto database = make_memory_database("sales");
    for (const auto& event : house.bus.log()) bus.append(*event);
    sales::Module rebuilt{{clock, scheduler, *database, bus, randomness, log, metrics}};
    rebuilt.start();
    scheduler.run_for(std::chrono::seconds{10});
    compare("a row", rows_of(house.stored("sales")), rows_of(*database->open_reader()), breaches);
}

}  // namespace

void check_sales(House& house, Breaches& breaches) {
    seats_are_musicals(house, breaches);
    tickets_are_reservations(house, breaches);
    money_is_the_ledgers(house, breaches);
    figures_equal_a_rebuild(house, breaches);
}

}  // namespace boxoffice::simulation
