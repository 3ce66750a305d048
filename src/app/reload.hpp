// Reading the configuration again while the house runs: all of it or nothing of it.
#pragma once

#include "app/live_options.hpp"
#include "base/result.hpp"
#include "platform/config/serve_options.hpp"
#include "platform/telemetry/json_log.hpp"
#include "ports/scheduler.hpp"
#include "ports/telemetry.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace boxoffice::app {

/// What the command line, the environment and the files say now; or a sentence for everything that
/// is wrong.
using ReadOptions = std::function<base::Result<platform::OptionValues, std::vector<std::string>>()>;

struct Reloaded {
    std::vector<std::string> wrong;          ///< any, and nothing has changed
    std::vector<std::string> changed;        ///< options that are in effect from now on
    std::vector<std::string> needs_restart;  ///< that differ from what the process works with
};

/// How often secrets in files are looked at: they change without anybody asking for a reload.
inline constexpr base::Duration secret_look_interval = std::chrono::seconds{2};

/// Safe from any thread.
class Reloader {
  public:
    /// `started` is what the process was started with. All that is passed by reference outlives
    /// this.
    Reloader(platform::OptionValues started, ReadOptions read, LiveOptions live,
             platform::JsonLog& log, ports::Metrics& metrics);

    /// Reads and checks everything, then takes over what may change while it runs; the rest is
    /// named. Logs what it did.
    Reloaded reload();
    /// Takes over the secrets alone, as long as all of the configuration is right. What cannot be
    /// used is reported once and the last good ones stay, and so do secrets of a provider or server
    /// that only a restart goes over to.
    void look_at_secrets();
    /// Does so again and again. `scheduler` outlives this.
    void watch(ports::Scheduler& scheduler);
    /// Once this returns nothing is looked at any more.
    void stop();

  private:
    enum class Wanted { everything, secrets };
    [[nodiscard]] base::Result<platform::OptionValues, std::vector<std::string>> check() const;
    [[nodiscard]] Reloaded take(Wanted wanted);
    [[nodiscard]] bool may_change(const platform::Option& option,
                                  const platform::OptionValues& values) const;
    void look_after(ports::Scheduler& scheduler);

    ReadOptions read_;
    LiveOptions live_;
    platform::JsonLog& log_;
    ports::Counter& accepted_;
    ports::Counter& refused_;
    ports::Gauge& is_last_accepted_;
    std::mutex mutex_;
    platform::OptionValues current_;  ///< what the process works with
    bool are_secrets_usable_ = true;
    std::unique_ptr<ports::Executor> worker_;
    std::unique_ptr<ports::Timer> timer_;  ///< goes before its executor
};

}  // namespace boxoffice::app
