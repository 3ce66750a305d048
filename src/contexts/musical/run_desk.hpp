// Staff change many performances in one act, and new prices reach the seats.
#pragma once

#include "contexts/musical/domain/run_edit.hpp"
#include "contexts/musical/resources.hpp"
#include "contexts/musical/store.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::musical {

/// The performances named; or those of `musical` that are to come, have a stated time and play on a
/// day between `from` and `to` by their own clock.
struct EditRun {
    std::vector<PerformanceId> performances;
    std::optional<MusicalId> musical;
    std::optional<std::chrono::local_days> from;
    std::optional<std::chrono::local_days> to;
    TermsChange change;
    bool is_dry_run = false;
    std::string language;
};

/// Gives the seats of one performance their present prices.
struct RepriceSeats {
    PerformanceId id;
};

class RunDesk {
  public:
    explicit RunDesk(Store& store) : store_(store) {}

    void declare(const EditRun& command);
    void declare(const RepriceSeats& command) { store_.want(command.id); }

    /// 200 and, for each performance that changes, PerformanceScheduled and SeatsChanged; 409
    /// run_edit_refused with what stands against it for each performance, 422. All or none.
    [[nodiscard]] ports::HttpResponse decide(const EditRun& command, eventing::UnitOfWork& work);
    /// SeatsChanged.
    void decide(const RepriceSeats& command, eventing::UnitOfWork& work);

  private:
    struct Change;
    struct Refusal;

    [[nodiscard]] std::vector<PerformanceRow> run_of(const EditRun& command, Instant now) const;
    [[nodiscard]] static ports::HttpResponse refuse(const std::string& language,
                                                    const std::vector<Refusal>& refusals);
    [[nodiscard]] ports::HttpResponse answer(const std::vector<Change>& changes,
                                             const SeatsRepriced& seats,
                                             ports::SqlSession& sql) const;

    Store& store_;
};

/// A performance whose prices may have changed, as it is afterwards.
struct Repricing {
    PerformanceRow row;
    MusicalDetails musical;
    std::int64_t seats = 0;  ///< of the grades that cost something else now
};

/// The seats of the grades whose price differs between the two.
[[nodiscard]] std::int64_t count_to_reprice(ports::SqlSession& sql, PerformanceId performance,
                                            const PerformanceTerms& terms_before,
                                            const MusicalDetails& musical_before,
                                            const PerformanceTerms& terms_after,
                                            const MusicalDetails& musical_after);

/// In this transaction when there are few seats; of many, one performance follows the other, so
/// that nobody waits for them.
SeatsRepriced reprice_all(eventing::UnitOfWork& work, const std::vector<Repricing>& performances);

}  // namespace boxoffice::musical
