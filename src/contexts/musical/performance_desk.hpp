// Staff commands on performances: one or a whole run, their seats, changes and cancellation.
#pragma once

#include "contexts/musical/resources.hpp"
#include "contexts/musical/store.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::musical {

struct SchedulePerformances {
    MusicalId musical;
    std::vector<Instant> starts;
    PerformanceTerms terms;
    bool is_run = false;  ///< answered with a list
    std::string language;
};

struct EditPerformance {
    PerformanceId id;
    Instant starts_at{};
    PerformanceTerms terms;
    std::string language;
};

struct CancelPerformance {
    PerformanceId id;
    std::string reason;
    std::string language;
};

struct DeletePerformance {
    PerformanceId id;
    std::string language;
};

/// Makes the seats of a performance from its venue's plan.
struct OpenSeats {
    PerformanceId id;
};

/// Tells a performance that is still to come once more, with all that is told of one today.
struct TellAgain {
    PerformanceId id;
};

/// Seats made in the transaction of the request itself; of a larger run they follow one performance
/// at a time, so that nobody waits for them.
inline constexpr std::size_t seats_at_once_max = 20'000;

class PerformanceDesk {
  public:
    explicit PerformanceDesk(Store& store) : store_(store) {}

    void declare(const SchedulePerformances& command) { store_.want(command.musical); }
    void declare(const EditPerformance& command) { store_.want(command.id); }
    void declare(const CancelPerformance& command) { store_.want(command.id); }
    void declare(const DeletePerformance& command) { store_.want(command.id); }
    void declare(const OpenSeats& command) { store_.want(command.id); }
    void declare(const TellAgain& command) { store_.want(command.id); }

    /// 201 and PerformanceScheduled, SeatsOpened; 404 no such musical, 422.
    [[nodiscard]] ports::HttpResponse decide(const SchedulePerformances& command,
                                             eventing::UnitOfWork& work);
    /// 200 and PerformanceScheduled, SeatsChanged where prices change; 404, 409
    /// performance_canceled, 422 when the venue would change.
    [[nodiscard]] ports::HttpResponse decide(const EditPerformance& command,
                                             eventing::UnitOfWork& work);
    /// 200 and PerformanceCanceled, once; 404.
    [[nodiscard]] ports::HttpResponse decide(const CancelPerformance& command,
                                             eventing::UnitOfWork& work);
    /// 204 and PerformanceCanceled; 404, 409 while there are live reservations.
    [[nodiscard]] ports::HttpResponse decide(const DeletePerformance& command,
                                             eventing::UnitOfWork& work);
    /// SeatsOpened.
    void decide(const OpenSeats& command, eventing::UnitOfWork& work);
    /// PerformanceScheduled.
    void decide(const TellAgain& command, eventing::UnitOfWork& work);

  private:
    [[nodiscard]] PerformanceRow create(const SchedulePerformances& command, Instant start,
                                        const std::optional<VenueRow>& venue,
                                        eventing::UnitOfWork& work);
    void open_seats(PerformanceRow row, const VenueRow& venue, const MusicalDetails& musical,
                    eventing::UnitOfWork& work);

    Store& store_;
};

/// How many seats of each grade are available, as this transaction sees it.
[[nodiscard]] SeatsLeft select_seats_left(ports::SqlSession& sql, PerformanceId performance);
/// The musical, whether this batch has it or not.
[[nodiscard]] std::optional<MusicalRow> find_musical(const Store& store, ports::SqlSession& sql,
                                                     MusicalId id);
[[nodiscard]] std::optional<PerformanceRow> find_performance(const Store& store,
                                                             ports::SqlSession& sql,
                                                             PerformanceId id);

/// One new seat as it is inserted.
struct NewSeat {
    SeatDescription description;
    PerformanceId performance_id;
    MusicalId musical_id;
    bool has_own_price = false;  ///< it does not follow that of its grade
};
/// Inserts the seats and counts them as available.
void insert_seats(ports::SqlSession& sql, const std::vector<NewSeat>& seats);

}  // namespace boxoffice::musical
