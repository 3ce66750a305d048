#include "app/background_check.hpp"

#include <utility>

namespace boxoffice::app {
namespace {

std::int64_t steady_milliseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

BackgroundCheck::BackgroundCheck(ports::Scheduler& scheduler, std::function<bool()> check)
    : scheduler_(scheduler),
      check_(std::move(check)),
      worker_(scheduler.make_worker("readiness")) {}

void BackgroundCheck::start() {
    take_answer();
    worker_->post([this] { wait(); });
}

void BackgroundCheck::stop() {
    worker_->close();
}

bool BackgroundCheck::passes() const {
    const auto passed_at = passed_at_.load();
    return passed_at != 0 && steady_milliseconds() - passed_at < age_max.count();
}

void BackgroundCheck::take_answer() {
    if (check_()) passed_at_ = steady_milliseconds();
}

void BackgroundCheck::wait() {
    timer_ = scheduler_.after(interval, *worker_, [this] {
        take_answer();
        wait();
    });
}

}  // namespace boxoffice::app
