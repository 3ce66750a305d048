// Starts due work on time: the deadlines of process managers and the effects on the outside world.
#pragma once

#include "eventing/due.hpp"
#include "eventing/due_claims.hpp"
#include "eventing/environment.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::eventing {

/// A row is started when its time comes and stays stored until the command that follows clears or
/// moves it, so that a crash in between starts it again, here or at another replica. Used on the
/// context's worker only.
///
/// Deadlines submit a command. Effects (provider, mail) call the outside first, outside any
/// transaction, and submit its answer as a command: the row is the stored intent, with everything
/// needed to repeat the call under the same key.
class DueTicker {
  public:
    /// Called when its row has been dealt with, from any thread, exactly once.
    using Finished = std::function<void()>;
    using Start = std::function<void(const DueRow&, Finished)>;

    DueTicker(const Environment& environment, ports::Executor& worker);
    ~DueTicker();

    /// Before open(). At most due_in_flight_max of a kind are under way at once.
    void on(DueKind kind, Start start);
    void open();
    /// Rows that a batch has just committed.
    void committed(const std::vector<DueRow>& rows);
    /// On the worker, before its end: what finishes later finds nobody.
    void stop();

  private:
    struct Alive;
    struct Kind {
        Start start;
        std::size_t in_flight = 0;
        bool has_more = false;  ///< rows are due that the limit keeps waiting
    };
    struct UnderWay {
        base::Instant at;           ///< for which time the row was started
        bool is_due_again = false;  ///< meanwhile it was set anew
    };
    using RowId = std::pair<DueKind, std::int64_t>;

    void tick();
    void refresh(base::Instant now);
    void tick(DueKind number, Kind& kind, base::Instant now);
    void start(const DueRow& row, bool is_new);
    void finished(RowId id);
    void arm(base::Instant at);

    const Environment& environment_;
    ports::Executor& worker_;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<DueClaims> claims_;
    std::map<DueKind, Kind> kinds_;
    std::map<RowId, UnderWay> in_flight_;
    std::unique_ptr<ports::Timer> timer_;
    std::optional<base::Instant> armed_for_;
    std::shared_ptr<Alive> alive_;
};

}  // namespace boxoffice::eventing
