#include "contexts/sales/feed.hpp"

#include "base/fault.hpp"
#include "contexts/sales/overview_resource.hpp"
#include "contexts/sales/queries.hpp"
#include "contracts/event_stream.hpp"
#include "contracts/problem.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace boxoffice::sales {
namespace {

using Performances = std::set<contracts::PerformanceId>;

Performances ids_of(const Overview& overview) {
    Performances ids;
    for (const auto& each : overview.performances) ids.insert(each.performance.id);
    return ids;
}

/// The whole stays in the totals; the list keeps what changed.
Overview only(Overview overview, const Performances& performances) {
    std::erase_if(overview.performances, [&](const PerformanceFigures& each) {
        return !performances.contains(each.performance.id);
    });
    return overview;
}

/// Whether a page that lists `shown` would go on listing one that has changed and is gone: deleted,
/// or moved to another day.
bool has_lost(const Performances& shown, const Performances& changed, const Performances& left) {
    return std::any_of(changed.begin(), changed.end(), [&](contracts::PerformanceId id) {
        return shown.contains(id) && !left.contains(id);
    });
}

}  // namespace

Feed::Feed(const eventing::Environment& environment)
    : environment_(environment), worker_(environment.scheduler.make_worker("sales-feed")) {}

Feed::~Feed() {
    stop();
}

void Feed::stop() {
    worker_->close();  // from here nothing else touches what the worker used
    end();
}

void Feed::end() {
    has_ended_ = true;
    flush_timer_.reset();
    beat_timer_.reset();
    pace_timer_.reset();
    for (const auto& reader : readers_) reader.stream->close();
    readers_.clear();
}

bool Feed::try_to(const std::function<void(ports::SqlSession&)>& task) {
    try {
        if (!session_) session_ = environment_.database.open_reader();
        task(*session_);
        return true;
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        environment_.log.write(ports::LogLevel::error, "the sales figures cannot be read",
                               {{"context", "sales"}, {"fault", fault.what()}});
        return false;
    }
}

// ---- readers

void Feed::follow(const ports::HttpRequest& request, const ports::Responder& responder) {
    const auto scope = scope_of(request);
    if (!scope) return responder->send(scope.error());
    worker_->post([this, request, responder, scope = *scope] { open(request, responder, scope); });
}

void Feed::open(const ports::HttpRequest& request, const ports::Responder& responder,
                const Scope& scope) {
    const auto refuse = [&](int status, const char* code) {
        responder->send(contracts::problem_response(request, status, code));
    };
    std::erase_if(readers_, [](const Reader& reader) { return !reader.stream->is_open(); });
    if (has_ended_ || readers_.size() >= sales_streams_max) return refuse(503, "overloaded");
    bool is_there = true;
    std::optional<Overview> overview;
    const auto now = environment_.clock.now();
    const bool was_read = try_to([&](ports::SqlSession& sql) {
        is_there = is_known(sql, scope);
        if (is_there) overview = select_overview(sql, scope, now);
    });
    if (!was_read) return refuse(503, "overloaded");
    if (!is_there) return refuse(404, "not_found");

    Reader reader{.stream = {},
                  .scope = scope,
                  .with_money = sees_money(request.principal),
                  .self = request.target,
                  .since = now};
    auto head = contracts::event_stream_head();
    const auto version = overview->version;
    const auto known = contracts::known_position(request, "version");
    reader.shown = ids_of(*overview);
    auto news = known ? missed(*known, version) : std::nullopt;
    // What is gone cannot be told apart from what was never there: then the whole is told.
    if (news && has_lost(*news, *news, reader.shown)) news.reset();
    const auto shown = news ? only(std::move(*overview), *news) : std::move(*overview);
    head.body += contracts::stream_event(version, news ? "changes" : "overview",
                                         to_json(shown, reader.with_money, reader.self));
    reader.stream = responder->open_stream(std::move(head));
    if (!reader.stream) return;
    if (oldest_known_ < 0) oldest_known_ = version;
    readers_.push_back(std::move(reader));
    beat_later();
    look_at_pace_later();
}

std::optional<Feed::Performances> Feed::missed(std::int64_t known, std::int64_t version) const {
    const bool is_covered = oldest_known_ >= 0 && known >= oldest_known_ && known <= version;
    if (!is_covered) return std::nullopt;
    Performances performances;
    for (const auto& bundle : bundles_) {
        // A bundle of the same version may have come after it: to be told twice harms nobody.
        if (bundle.version < known) continue;
        performances.insert(bundle.performances.begin(), bundle.performances.end());
    }
    return performances;
}

// ---- changes

void Feed::changed(const Performances& performances) {
    {
        const std::lock_guard lock{mutex_};
        fresh_.insert(performances.begin(), performances.end());
    }
    worker_->post([this] { flush_later(); });
}

void Feed::flush_later() {
    if (flush_timer_ || has_ended_) return;
    flush_timer_ = environment_.scheduler.after(sales_stream_delay, *worker_, [this] {
        flush_timer_.reset();
        if (!has_ended_) flush();
    });
}

void Feed::flush() {
    // Before the first reader nobody knows a version that could be gone on from.
    if (oldest_known_ < 0) {
        const std::lock_guard lock{mutex_};
        return fresh_.clear();
    }
    // The version first: what is taken afterwards is committed at it or later.
    std::int64_t version = 0;
    if (!try_to([&](ports::SqlSession& sql) { version = select_version(sql); })) {
        return flush_later();
    }
    Performances performances;
    {
        const std::lock_guard lock{mutex_};
        performances = std::exchange(fresh_, {});
    }
    if (performances.empty()) return;
    bundles_.push_back({version, performances});
    if (bundles_.size() > sales_bundles_max) {
        oldest_known_ = bundles_.front().version + 1;
        bundles_.pop_front();
    }
    tell(performances);
}

void Feed::tell(const Performances& performances) {
    std::erase_if(readers_, [](const Reader& reader) { return !reader.stream->is_open(); });
    const auto now = environment_.clock.now();
    std::map<Scope, Overview> overviews;
    for (auto& reader : readers_) {
        if (!overviews.contains(reader.scope)) {
            const bool was_read = try_to([&](ports::SqlSession& sql) {
                overviews.emplace(reader.scope, select_overview(sql, reader.scope, now));
            });
            // Closed, it comes back and is told all that it missed.
            if (!was_read) {
                reader.stream->close();
                continue;
            }
        }
        tell(reader, overviews.at(reader.scope), performances);
    }
}

void Feed::tell(Reader& reader, const Overview& overview, const Performances& performances) {
    auto listed = ids_of(overview);
    const bool is_whole = has_lost(reader.shown, performances, listed);
    const auto news = is_whole ? overview : only(overview, performances);
    if (news.performances.empty() && !is_whole) return;
    reader.shown = std::move(listed);
    reader.stream->write(contracts::stream_event(news.version, is_whole ? "overview" : "changes",
                                                 to_json(news, reader.with_money, reader.self)));
}

// ---- time

void Feed::beat_later() {
    if (beat_timer_) return;
    beat_timer_ = environment_.scheduler.after(sales_heartbeat_interval, *worker_, [this] {
        beat_timer_.reset();
        if (!has_ended_) beat();
    });
}

void Feed::beat() {
    const auto ends_before = environment_.clock.now() - sales_stream_lifetime;
    for (const auto& reader : readers_) {
        reader.stream->write(":\n\n");
        if (reader.since <= ends_before) reader.stream->close();
    }
    std::erase_if(readers_, [](const Reader& reader) { return !reader.stream->is_open(); });
    if (!readers_.empty()) beat_later();
}

void Feed::look_at_pace_later() {
    if (pace_timer_) return;
    pace_timer_ = environment_.scheduler.after(pace_interval, *worker_, [this] {
        pace_timer_.reset();
        if (!has_ended_) look_at_pace();
    });
}

/// Also those that fell out of the last hour since the last look.
void Feed::look_at_pace() {
    if (readers_.empty()) return;
    const auto since =
        environment_.clock.now() - std::chrono::hours{1} - pace_interval - sales_stream_delay;
    (void)try_to([&](ports::SqlSession& sql) {
        const auto selling = select_selling(sql, since);
        if (!selling.empty()) changed(selling);
    });
    look_at_pace_later();
}

}  // namespace boxoffice::sales
