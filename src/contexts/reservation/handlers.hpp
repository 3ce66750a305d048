// Commands on reservations: load, ask the domain, keep what it decided.
#pragma once

#include "base/live.hpp"
#include "contexts/reservation/domain/saga.hpp"
#include "contexts/reservation/resource.hpp"
#include "contexts/reservation/saga_meter.hpp"
#include "contexts/reservation/seat_directory.hpp"
#include "contexts/reservation/store.hpp"
#include "eventing/due.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"
#include "ports/telemetry.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::reservation {

/// Who asks, as far as a decision or its wording depends on it.
struct Asker {
    ports::Principal principal;
    std::string_view language;  ///< "ko" or "en"
};

/// POST /reservations as it was read. `seats` are valid ids, each once, in the order asked; none or
/// too many are refused.
struct PlaceRequest {
    Asker asker;
    UserId user;
    std::optional<MusicalId> musical_id;
    std::optional<PerformanceId> performance_id;
    std::vector<SeatId> seats;
    std::optional<std::string> payment_method;
    std::optional<DeskSale> desk;  ///< staff sell: one of the desk's methods, to whomever they name
    /// `Prefer: handling=strict` met a seat known as taken: refused, unless the request's
    /// Idempotency-Key shows that it is this very buyer who took it.
    bool is_known_taken = false;
};
struct PayRequest {
    Asker asker;
    ReservationId id;
    PayBody body;
};
/// No `seats` = all that are left.
struct CancelRequest {
    Asker asker;
    ReservationId id;
    std::vector<SeatId> seats;
    bool is_delete = false;
    std::optional<Money> expected_fee;
    bool is_fee_waived = false;
};
/// Staff move tickets to other seats. `moves` name no seat twice.
struct ReseatRequest {
    Asker asker;
    ReservationId id;
    ReseatBody body;
};
/// What staff do about a refund that failed: RetryRefund or RecordRefund.
struct RefundByStaff {
    Asker asker;
    ReservationId id;
    Input input;
};
/// The door lets somebody in. With a `code`, it has to be the ticket's.
struct UseRequest {
    Asker asker;
    TicketId id;
    std::optional<std::string> code;
};
/// An event of another context, or a deadline, for one reservation.
struct SagaInput {
    ReservationId id;
    Input input;
};
/// A change of the seat directory. `performance` is shared with what follows after the commit: it
/// gets the id of its `rules` while the change is decided.
struct DirectoryChange {
    std::shared_ptr<DirectoryPerformance> performance;
    std::optional<RefundRules> rules;
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
    /// backlog could outlast the placement deadline. May change at any time.
    base::Live<std::int64_t> placed_max = 500'000;
    /// Seats in one reservation. Source: a party larger than this buys through the box office.
    std::size_t seats_per_reservation_max = 50;
    /// Reservations that are told in one second that their performance is canceled, over all such
    /// performances. Source: providers take about 25 requests a second, and buyers come first.
    std::int64_t cancellations_per_second_max = 20;
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
    void declare(const CancelRequest& request) { store_.want_with_tickets(request.id); }
    [[nodiscard]] ports::HttpResponse decide(const CancelRequest& request,
                                             eventing::UnitOfWork& work);
    void declare(const RefundByStaff& request) { store_.want(request.id); }
    [[nodiscard]] ports::HttpResponse decide(const RefundByStaff& request,
                                             eventing::UnitOfWork& work);
    void declare(const ReseatRequest& request) { store_.want_with_tickets(request.id); }
    [[nodiscard]] ports::HttpResponse decide(const ReseatRequest& request,
                                             eventing::UnitOfWork& work);
    void declare(const UseRequest& request) { store_.want_ticket(request.id); }
    [[nodiscard]] ports::HttpResponse decide(const UseRequest& request, eventing::UnitOfWork& work);
    void declare(const SagaInput& input) { store_.want(input.id); }
    void decide(const SagaInput& input, eventing::UnitOfWork& work);
    void declare(const DirectoryChange&) {}
    void decide(const DirectoryChange& change, eventing::UnitOfWork& work);

    /// The latest placement that musical is known to have got to. On the worker.
    [[nodiscard]] ReservationId answered_up_to() const { return answered_up_to_; }

  private:
    [[nodiscard]] static ports::HttpResponse problem(const Asker& asker, int status,
                                                     std::string_view code);
    [[nodiscard]] bool offers(const std::string& method) const;
    [[nodiscard]] const Reservation* find_own(const Asker& asker, ReservationId id) const;
    [[nodiscard]] std::optional<ports::HttpResponse> refuse_placing(const PlaceRequest& request,
                                                                    Instant now) const;
    [[nodiscard]] std::optional<ports::HttpResponse> refuse_by_performance(
        const PlaceRequest& request, const DirectoryPerformance& performance, Instant now) const;
    [[nodiscard]] ports::HttpResponse answer(const Asker& asker, const Reservation& before,
                                             Decision decision, int status,
                                             eventing::UnitOfWork& work);
    /// The refusal of a cancellation by the rules of its purchase, with the fresh quote where the
    /// fee has risen.
    [[nodiscard]] static std::optional<ports::HttpResponse> refuse_canceling(
        const Asker& asker, const Reservation& reservation, const CancelReservation& command,
        Instant now);
    /// What speaks against a move before the house is asked: the seats named, the evening, the
    /// tickets, the prices.
    [[nodiscard]] std::optional<ports::HttpResponse> refuse_moving(
        const ReseatRequest& request, const Reservation& reservation,
        eventing::UnitOfWork& work) const;
    void keep(const Reservation& before, Accepted accepted, eventing::UnitOfWork& work);
    void keep_tickets(const Reservation& before, const Reservation& after,
                      eventing::UnitOfWork& work);
    void count_ignored(const Ignored& ignored);

    Store& store_;
    SeatDirectory& directory_;
    const Settings& settings_;
    ports::Metrics& metrics_;
    SagaMeter meter_;
    ReservationId answered_up_to_;
};

}  // namespace boxoffice::reservation
