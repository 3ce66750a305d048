// Commands on reservations: load, ask the domain, keep what it decided.
#pragma once

#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/resource.hpp"
#include "contexts/reservation/seat_directory.hpp"
#include "contexts/reservation/store.hpp"
#include "eventing/due.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"
#include "ports/telemetry.hpp"

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::reservation {

/// This context's kinds of due work.
inline constexpr eventing::DueKind saga_deadline{1};
inline constexpr eventing::DueKind performance_cancellation{2};

/// Who asks, as far as a decision or its wording depends on it.
struct Asker {
    ports::Principal principal;
    std::string accept_language;
};

struct PlaceRequest {
    Asker asker;
    UserId user;
    PlaceBody body;
};
struct PayRequest {
    Asker asker;
    ReservationId id;
    PayBody body;
};
struct CancelRequest {
    Asker asker;
    ReservationId id;
    CancelBody body;
};
/// An event of another context, or a deadline, for one reservation.
struct SagaInput {
    ReservationId id;
    Input input;
};
/// A change of the seat directory.
struct DirectoryChange {
    std::optional<DirectoryPerformance> performance;
    PerformanceId performance_id;
    std::vector<SeatDetails> upserted;
    std::vector<SeatDetails> removed;
    /// The performance will not take place: its reservations are canceled one after the other.
    std::optional<PerformanceCanceled> canceled;
};

struct Settings {
    Terms terms{};
    /// The method of a POST that names none; empty = wait in Held for the buyer.
    std::string default_method;
    /// The methods a buyer may name.
    std::vector<std::string> methods;
    /// Reservations waiting for musical's answer; more, and a POST is refused with 503 before the
    /// backlog could outlast the placement deadline.
    std::int64_t placed_max = 500'000;
    /// Seats in one reservation. Source: a party larger than this buys through the box office.
    std::size_t seats_per_reservation_max = 50;
};

class Handlers {
  public:
    Handlers(Store& store, SeatDirectory& directory, const Settings& settings,
             ports::Metrics& metrics);

    void declare(const PlaceRequest& request);
    [[nodiscard]] ports::HttpResponse decide(const PlaceRequest& request,
                                             eventing::UnitOfWork& work);
    void declare(const PayRequest& request) { store_.want(request.id); }
    [[nodiscard]] ports::HttpResponse decide(const PayRequest& request, eventing::UnitOfWork& work);
    void declare(const CancelRequest& request) { store_.want(request.id); }
    [[nodiscard]] ports::HttpResponse decide(const CancelRequest& request,
                                             eventing::UnitOfWork& work);
    void declare(const SagaInput& input) { store_.want(input.id); }
    void decide(const SagaInput& input, eventing::UnitOfWork& work);
    void declare(const DirectoryChange&) {}
    void decide(const DirectoryChange& change, eventing::UnitOfWork& work);

  private:
    [[nodiscard]] ports::HttpResponse problem(const Asker& asker, int status,
                                              std::string_view code) const;
    [[nodiscard]] ports::HttpResponse rejected(const Asker& asker, Rejection rejection) const;
    [[nodiscard]] const Reservation* find_own(const Asker& asker, ReservationId id) const;
    [[nodiscard]] std::optional<ports::HttpResponse> refuse_placing(
        const PlaceRequest& request, const std::vector<SeatId>& seats, Instant now) const;
    [[nodiscard]] ports::HttpResponse answer(const Asker& asker, const Reservation& before,
                                             const Decision& decision, int status,
                                             eventing::UnitOfWork& work);
    [[nodiscard]] Reservation keep(const Reservation& before, const Accepted& accepted,
                                   eventing::UnitOfWork& work);
    void keep_tickets(const Reservation& before, const Reservation& after,
                      eventing::UnitOfWork& work);
    void count_ignored(const Ignored& ignored);

    Store& store_;
    SeatDirectory& directory_;
    const Settings& settings_;
    ports::Metrics& metrics_;
};

}  // namespace boxoffice::reservation
