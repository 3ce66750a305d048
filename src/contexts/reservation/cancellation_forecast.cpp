#include "contexts/reservation/cancellation_forecast.hpp"

#include "base/fault.hpp"
#include "contexts/reservation/cancellation_progress.hpp"
#include "contexts/reservation/codecs.hpp"
#include "contexts/reservation/domain/called_off.hpp"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText select_living =
    "SELECT body FROM reservation WHERE performance_id = $1 "
    "AND state NOT IN ('Impossible', 'Expired', 'Canceled') ORDER BY id";

using Sums = std::map<base::Currency, base::Money>;

void add(Sums& sums, const Money& amount) {
    if (amount.amount == 0) return;
    const auto [sum, is_new] = sums.try_emplace(amount.currency, amount);
    if (!is_new) sum->second = sum->second + amount;
}

std::vector<Money> list_of(const Sums& sums) {
    std::vector<Money> list;
    for (const auto& [currency, sum] : sums) list.push_back(sum);
    return list;
}

/// Adds one reservation after the other.
class Total {
  public:
    void add(const Reservation& reservation) {
        using Effect = CalledOff::Effect;
        const auto called_off = forecast_called_off(reservation);
        if (called_off.effect == Effect::refunded) {
            ++forecast_.paid;
            add_share(called_off);
            reservation::add(refunds_, called_off.refund);
        } else if (called_off.effect == Effect::dropped) {
            ++forecast_.unpaid;
            forecast_.seats_dropped += static_cast<std::int64_t>(called_off.seats);
        } else {
            ++forecast_.under_way;
        }
        reservation::add(fees_, called_off.fees_kept);
        forecast_.notices += called_off.notices;
        if (called_off.notices > 0) people_.insert(reservation.user_id);
    }

    [[nodiscard]] ports::CancellationForecast take() && {
        for (auto& [way, share] : shares_) forecast_.refunds.push_back(std::move(share));
        forecast_.total = list_of(refunds_);
        forecast_.fees_kept = list_of(fees_);
        forecast_.people = static_cast<std::int64_t>(people_.size());
        return std::move(forecast_);
    }

  private:
    using Way = std::tuple<std::string, std::string, base::Currency>;

    void add_share(const CalledOff& called_off) {
        if (called_off.refund.amount == 0 || !called_off.paid_by) return;
        const auto& paid_by = *called_off.paid_by;
        const auto provider = paid_by.provider.value_or(std::string{});
        const Way way{paid_by.method, provider, called_off.refund.currency};
        auto& share = shares_[way];
        if (share.reservations == 0) {
            share = {.method = paid_by.method,
                     .provider = provider,
                     .reservations = 0,
                     .amount = {0, called_off.refund.currency}};
        }
        ++share.reservations;
        share.amount = share.amount + called_off.refund;
    }

    ports::CancellationForecast forecast_;
    std::map<Way, ports::RefundShare> shares_;
    Sums refunds_;
    Sums fees_;
    std::set<UserId> people_;
};

class Forecaster final : public ports::CancellationForecaster {
  public:
    Forecaster(const eventing::Environment& environment, const Settings& settings)
        : environment_(environment),
          per_second_max_(settings.cancellations_per_second_max),
          worker_(environment.scheduler.make_worker("reservation-forecast")) {}

    void forecast(std::int64_t performance_id, std::function<void(Answer)> done) override {
        worker_->post([this, performance_id, done = std::move(done)] {
            Answer answer;
            try {
                if (!session_) session_ = environment_.database.open_reader();
                answer.forecast = forecast_cancellation(*session_, {performance_id});
                answer.forecast->per_second_max = per_second_max_;
            } catch (const base::InfrastructureFault& fault) {
                session_.reset();
                answer = {.forecast = std::nullopt, .fault = fault.what()};
            }
            done(std::move(answer));
        });
    }

  private:
    eventing::Environment environment_;
    std::int64_t per_second_max_;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

}  // namespace

ports::CancellationForecast forecast_cancellation(ports::SqlSession& sql,
                                                  PerformanceId performance) {
    Total total;
    sql.query(select_living, {performance}, [&](const ports::SqlRow& row) {
        total.add(decode_stored<Reservation>(row.text(0)));
    });
    auto forecast = std::move(total).take();
    if (const auto round = find_round(sql, performance)) {
        forecast.round = {round->told, round->to_tell, round->open, round->needs_attention};
    }
    return forecast;
}

std::unique_ptr<ports::CancellationForecaster> make_forecaster(
    const eventing::Environment& environment, const Settings& settings) {
    return std::make_unique<Forecaster>(environment, settings);
}

}  // namespace boxoffice::reservation
