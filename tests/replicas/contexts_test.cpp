// Goal: two replicas that are asked for the same thing in the same moment give it once.
#include "contexts/identity/module.hpp"
#include "contexts/musical/module.hpp"
#include "contexts/reservation/module.hpp"
#include "contexts/reservation/tests/accounts.hpp"
#include "platform/crypto/ed25519_message_signer.hpp"
#include "platform/crypto/token.hpp"
#include "postgres/postgres_server.hpp"
#include "replicas/door.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace boxoffice::testing {
namespace {

using real_server::make_schema_database;

using namespace contracts;
using namespace std::chrono_literals;
using ports::HttpMethod;
using ports::HttpResponse;
using Module = std::unique_ptr<eventing::ContextModule>;

const ports::Principal staff{.user_id = 1, .role = ports::Principal::Role::boxoffice};

ports::Principal customer(std::int64_t id) {
    return {.user_id = id, .role = ports::Principal::Role::customer};
}

std::multiset<int> statuses(const std::array<HttpResponse, 2>& answers) {
    return {answers[0].status, answers[1].status};
}

// ---- musical

struct MusicalReplicas : ::testing::Test {
    std::unique_ptr<ports::SqlDatabase> database = make_schema_database("musical");
    SharedWorld world;
    Others others{world};
    Module one = make();
    Module two = make();

    Module make() {
        auto module = musical::make_module(world.environment(*database), {}, nullptr);
        module->start();
        return module;
    }
    ~MusicalReplicas() override {
        one->stop();
        two->stop();
    }
    void open_house(int seats) {
        ASSERT_EQ(ask(*one, {.path = "/items",
                             .principal = staff,
                             .body = R"({"name":"Paper Kingdom","startDate":"2026-12-01",
                                "endDate":"2026-12-31","grades":[{"grade":"R","price":
                                {"amount":90000,"currency":"KRW"}}]})"})
                      ->wait()
                      .status,
                  201);
        for (int column = 1; column <= seats; ++column) {
            const auto& replica = column % 2 == 0 ? two : one;
            ASSERT_EQ(
                ask(*replica, {.path = "/seats",
                               .principal = staff,
                               .body = R"({"musicalId":1,"grade":"R","seatRow":1,"seatCol":)" +
                                       std::to_string(column) + "}"})
                    ->wait()
                    .status,
                201);
        }
    }
};

TEST_F(MusicalReplicas, MakeOneDefaultPerformanceAndNoPlaceTwice) {
    open_house(0);
    const auto seat = [](int column) {
        return Call{.path = "/seats",
                    .principal = staff,
                    .body = R"({"musicalId":1,"grade":"R","seatRow":1,"seatCol":)" +
                            std::to_string(column) + "}"};
    };
    EXPECT_EQ(statuses(ask_both(*one, seat(1), *two, seat(1))), (std::multiset{201, 409}));
    EXPECT_EQ(statuses(ask_both(*one, seat(2), *two, seat(3))), (std::multiset{201, 201}));
    EXPECT_EQ(number(*database, "SELECT COUNT(*) FROM performance"), 1);
    EXPECT_EQ(number(*database, "SELECT SUM(seats) FROM seats_left"), 3);
}

TEST_F(MusicalReplicas, HoldASeatForOneOfThoseWhoWantIt) {
    constexpr int seats = 5;
    constexpr std::int64_t crowd = 60;
    open_house(seats);
    std::vector<SeatReference> house;
    database->open_reader()->query(
        "SELECT id FROM seat ORDER BY id", {},
        [&](const ports::SqlRow& row) { house.push_back({row.id<SeatId>(0)}); });
    const PerformanceId performance{
        number(*database, "SELECT id FROM performance WHERE is_deleted = 0")};
    const auto key = std::to_string(performance.value);
    for (std::int64_t person = 1; person <= crowd; ++person) {
        const auto seat = house[static_cast<std::size_t>(person % seats)];
        others.publish(key, ReservationPlaced{.reservation_id = {person},
                                              .user_id = {person},
                                              .musical_id = {1},
                                              .performance_id = performance,
                                              .seat_id = seat.seat_id,
                                              .seats = {{.seat_id = seat.seat_id}}});
    }
    ASSERT_TRUE(world.bus.wait_until([&](const SharedBus::Log& log) {
        return events_of<SeatHeld>(log).size() + events_of<SeatAlreadySold>(log).size() >= crowd;
    }));
    std::map<std::int64_t, int> held;
    for (const auto& event : events_of<SeatHeld>(world.bus.log())) ++held[event.seat_id.value];
    EXPECT_EQ(held.size(), static_cast<std::size_t>(seats));
    for (const auto& [seat, times] : held) EXPECT_EQ(times, 1) << "seat " << seat;
    EXPECT_EQ(number(*database, "SELECT COUNT(*) FROM seat_history WHERE status = 1"), seats);
    EXPECT_EQ(number(*database, "SELECT SUM(available) FROM seats_left"), 0);
}

// ---- reservation

struct ReservationReplicas : ::testing::Test {
    static constexpr PerformanceId performance{5};
    const std::string house = "5";

    std::unique_ptr<ports::SqlDatabase> database = make_schema_database("reservation");
    SharedWorld world;
    Others others{world};
    reservation::testing::Accounts accounts;
    Module one = make();
    Module two = make();

    Module make() {
        reservation::Settings settings;
        settings.methods = {"card"};
        auto module = reservation::make_module(world.environment(*database), accounts, settings);
        module->start();
        return module;
    }
    ~ReservationReplicas() override {
        one->stop();
        two->stop();
    }
    void open_house(int limit, std::int64_t seats) {
        others.publish(house, PerformanceScheduled{.performance_id = performance,
                                                   .musical_id = {1},
                                                   .musical_name = "Paper Kingdom",
                                                   .starts_at = world.clock.now() + 240h,
                                                   .seat_limit_per_person = limit});
        SeatsOpened opened{
            .performance_id = performance, .musical_id = {1}, .musical_name = "Paper Kingdom"};
        for (std::int64_t id = 1; id <= seats; ++id) {
            opened.seats.push_back({.seat_id = {id}, .grade = "R", .price = {50'000}});
        }
        others.publish(house, opened);
    }
    static Call place(std::int64_t seat, std::int64_t user) {
        return {
            .path = "/reservations",
            .principal = customer(user),
            .body = R"({"seatId":)" + std::to_string(seat) + R"(,"payment":{"method":"card"}})"};
    }
    template <class Event>
    Event wait_for() {
        std::vector<Event> found;
        EXPECT_TRUE(world.bus.wait_until([&](const SharedBus::Log& log) {
            found = events_of<Event>(log);
            return !found.empty();
        }));
        return found.empty() ? Event{} : found.back();
    }
    /// From the first wish to the ticket.
    ReservationId buy(std::int64_t seat, std::int64_t user) {
        EXPECT_EQ(ask(*one, place(seat, user))->wait().status, 201);
        const auto id = wait_for<ReservationPlaced>().reservation_id;
        const SeatId seat_id{seat};
        others.publish(house, SeatHeld{.reservation_id = id,
                                       .performance_id = performance,
                                       .seat_id = seat_id,
                                       .seats = {{seat_id}},
                                       .epoch = 1,
                                       .until = world.clock.now() + 10min});
        const auto payment = wait_for<SeatLockRequested>().payment_id;
        others.publish(house, SeatLocked{id, performance, payment, 1});
        others.publish(house, PaymentApproved{payment, id, performance, {50'000}, "sandbox"});
        others.publish(house, SeatSold{.reservation_id = id,
                                       .performance_id = performance,
                                       .seat_id = seat_id,
                                       .seats = {{seat_id}},
                                       .epoch = 1});
        (void)wait_for<ReservationCompleted>();
        return id;
    }
};

TEST_F(ReservationReplicas, BothKnowAHouseThatOneOfThemHasStored) {
    open_house(0, 2);
    // The answer waits until the directory has passed the head of the log.
    EXPECT_EQ(ask(*one, place(1, 7))->wait().status, 201);
    EXPECT_EQ(ask(*two, place(2, 8))->wait().status, 201);
    EXPECT_EQ(number(*database, "SELECT COUNT(*) FROM reservation"), 2);
}

TEST_F(ReservationReplicas, ABuyerGetsNoMoreThanHisLimit) {
    constexpr std::int64_t buyers = 25;
    open_house(1, 2 * buyers);
    ASSERT_EQ(ask(*one, place(1, 1'000))->wait().status, 201);
    ASSERT_EQ(ask(*two, place(2, 1'001))->wait().status, 201);
    for (std::int64_t buyer = 1; buyer < buyers; ++buyer) {
        const auto answers =
            ask_both(*one, place(2 * buyer + 1, buyer), *two, place(2 * buyer + 2, buyer));
        EXPECT_EQ(statuses(answers), (std::multiset{201, 409}))
            << answers[0].body << answers[1].body;
    }
    EXPECT_EQ(number(*database,
                     "SELECT MAX(n) FROM (SELECT SUM(live_seats) AS n FROM reservation "
                     "GROUP BY user_id) AS counts"),
              1);
}

TEST_F(ReservationReplicas, ATicketLetsItsBearerInOnce) {
    open_house(0, 1);
    (void)buy(1, 7);
    const auto ticket = number(*database, "SELECT id FROM ticket WHERE is_live = 1");
    const Call use{
        .path = "/tickets/" + std::to_string(ticket) + "/use", .principal = staff, .body = "{}"};
    EXPECT_EQ(statuses(ask_both(*one, use, *two, use)), (std::multiset{200, 409}));
    ASSERT_TRUE(world.bus.wait_until(
        [](const SharedBus::Log& log) { return !events_of<TicketUsed>(log).empty(); }));
    EXPECT_TRUE(becomes(*database, "SELECT COUNT(*) FROM outbox_event", 0));
    EXPECT_EQ(events_of<TicketUsed>(world.bus.log()).size(), 1U);
}

TEST_F(ReservationReplicas, OneKeyPlacesOnce) {
    open_house(0, 3);
    for (std::int64_t seat = 1; seat <= 3; ++seat) {
        auto call = place(seat, 7);
        call.idempotency_key = "wish-" + std::to_string(seat);
        const auto answers = ask_both(*one, call, *two, call);
        EXPECT_EQ(statuses(answers), (std::multiset{201, 201}));
        EXPECT_EQ(answers[0].body, answers[1].body);
    }
    EXPECT_EQ(number(*database, "SELECT COUNT(*) FROM reservation"), 3);
}

// ---- identity

/// Quick, because nobody guesses here.
class PlainPasswords final : public ports::PasswordHasher {
  public:
    std::string hash(std::string_view password) override { return std::string{password}; }
    bool verify(std::string_view password, std::string_view text) override {
        return password == text;
    }
};

struct IdentityReplicas : ::testing::Test {
    std::unique_ptr<ports::SqlDatabase> database = make_schema_database("identity");
    SharedWorld world;
    PlainPasswords passwords;
    platform::KeyRing ring = platform::KeyRing::make();
    platform::JwtSigner signer{ring, {}};
    platform::JwtVerifier verifier{ring.verification_keys(), {}};
    platform::Ed25519MessageSigner refresh_signer{ring};
    std::vector<std::string> announced;
    std::mutex mutex;
    std::unique_ptr<identity::Module> one = make();
    std::unique_ptr<identity::Module> two = make();

    std::unique_ptr<identity::Module> make() {
        identity::Options options;
        options.bootstrap = {{.email = "admin@example.org", .name = "Admin", .password = ""}};
        options.announce = [this](const identity::BootstrapAccount& account) {
            const std::lock_guard lock{mutex};
            announced.push_back(account.password);
        };
        return std::make_unique<identity::Module>(
            world.environment(*database), std::move(options),
            identity::Cryptography{passwords, signer, verifier, refresh_signer});
    }
    void start() {
        one->start();
        two->start();
    }
    ~IdentityReplicas() override {
        one->stop();
        two->stop();
    }
};

TEST_F(IdentityReplicas, MakeTheFirstAdminOnceAndTellHisPasswordOnce) {
    start();
    ASSERT_TRUE(becomes(*database, "SELECT COUNT(*) FROM login", 1));
    one->stop();
    two->stop();
    EXPECT_EQ(number(*database, "SELECT COUNT(*) FROM account"), 1);
    EXPECT_EQ(announced.size(), 1U);
}

TEST_F(IdentityReplicas, GiveAnAddressToOneAccount) {
    start();
    for (int person = 0; person < 10; ++person) {
        const Call call{.path = "/auth/register",
                        .body = R"({"email":"p)" + std::to_string(person) +
                                R"(@example.org","name":"P","password":"correct horse"})"};
        EXPECT_EQ(statuses(ask_both(*one, call, *two, call)), (std::multiset{201, 409}));
    }
    EXPECT_EQ(number(*database, "SELECT COUNT(*) FROM account WHERE role = 'customer'"), 10);
}

}  // namespace
}  // namespace boxoffice::testing
