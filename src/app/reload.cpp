#include "app/reload.hpp"

#include <string_view>
#include <utility>

namespace boxoffice::app {
namespace {

using platform::OptionValues;

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

ports::Counter& reloads(ports::Metrics& metrics, std::string_view labels) {
    return metrics.counter("boxoffice_config_reloads_total", labels,
                           "Times that the configuration was read again, by what came of it.");
}

}  // namespace

Reloader::Reloader(OptionValues started, ReadOptions read, LiveOptions live, platform::JsonLog& log,
                   ports::Metrics& metrics)
    : read_(std::move(read)),
      live_(std::move(live)),
      log_(log),
      accepted_(reloads(metrics, "result=\"ok\"")),
      refused_(reloads(metrics, "result=\"refused\"")),
      is_last_accepted_(metrics.gauge(
          "boxoffice_config_last_reload_successful", "",
          "1: what was read last is in effect. 0: it was wrong, and what was before is.")),
      started_(started),
      current_(std::move(started)) {
    is_last_accepted_.set(1);
}

base::Result<Reloader::Checked, std::vector<std::string>> Reloader::check() const {
    auto values = read_();
    if (!values) return base::unexpected(std::move(values).error());
    auto options = platform::to_serve_options(*values);
    if (!options) return base::unexpected(std::vector<std::string>{options.error().sentence});
    return Checked{std::move(*values), std::move(options).value()};
}

Reloaded Reloader::reload() {
    const std::lock_guard lock{mutex_};
    auto checked = check();
    if (!checked) {
        refused_.add();
        is_last_accepted_.set(0);
        for (const auto& sentence : checked.error()) {
            log_.write(ports::LogLevel::error,
                       "the configuration is wrong and the former one stays",
                       {{"fault", sentence}});
        }
        return {.wrong = std::move(checked).error()};
    }
    accepted_.add();
    is_last_accepted_.set(1);
    auto reloaded = take(std::move(checked).value());
    log_.write(
        ports::LogLevel::info, "the configuration was read again",
        {{"changed", joined(reloaded.changed)}, {"needs_restart", joined(reloaded.needs_restart)}});
    return reloaded;
}

Reloaded Reloader::take(Checked checked) {
    Reloaded reloaded;
    for (const auto& option : platform::serve_option_table()) {
        const auto& now = checked.values.text(option.name);
        const bool is_live = option.is_live || option.is_secret;
        const auto& before = (is_live ? current_ : started_).text(option.name);
        if (now == before) continue;
        (is_live ? reloaded.changed : reloaded.needs_restart).emplace_back(option.name);
    }
    // A level that was set by hand stays until the configuration itself names another.
    if (checked.values.text("log-level") != current_.text("log-level")) {
        if (const auto level = platform::parse_log_level(checked.options.log_level)) {
            log_.set_level(*level);
        }
    }
    live_.set(checked.options);
    live_.set_secrets(checked.options);
    current_ = std::move(checked.values);
    return reloaded;
}

void Reloader::look_at_secrets() {
    const std::lock_guard lock{mutex_};
    const auto checked = check();
    if (!checked) {
        if (std::exchange(are_secrets_usable_, false)) {
            log_.write(ports::LogLevel::error,
                       "secrets cannot be read again and the last ones stay",
                       {{"fault", checked.error().front()}});
        }
        return;
    }
    are_secrets_usable_ = true;
    std::vector<std::string> changed;
    for (const auto& option : platform::serve_option_table()) {
        const auto& now = checked->values.text(option.name);
        if (!option.is_secret || now == current_.text(option.name)) continue;
        changed.emplace_back(option.name);
        current_.set(option.name, now);
    }
    if (changed.empty()) return;
    live_.set_secrets(checked->options);
    log_.write(ports::LogLevel::info, "secrets have changed", {{"changed", joined(changed)}});
}

void Reloader::watch(ports::Scheduler& scheduler) {
    worker_ = scheduler.make_worker("configuration");
    worker_->post([this, &scheduler] { look_after(scheduler); });
}

void Reloader::stop() {
    if (worker_) worker_->close();
}

void Reloader::look_after(ports::Scheduler& scheduler) {
    timer_ = scheduler.after(secret_look_interval, *worker_, [this, &scheduler] {
        look_at_secrets();
        look_after(scheduler);
    });
}

}  // namespace boxoffice::app
