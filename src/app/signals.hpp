// SIGTERM, SIGINT and SIGHUP as a call that returns, and the limit of open descriptors.
#pragma once

#include <csignal>

namespace boxoffice::app {

/// Make it before any thread, which then inherits the blocked signals.
class TerminationSignals {
  public:
    enum class Hangup {
        ends,    ///< as it does by itself
        reload,  ///< is answered by wait()
    };
    explicit TerminationSignals(Hangup hangup = Hangup::ends);
    /// @return true when the process is asked to end, false when it is to read its configuration
    /// again.
    [[nodiscard]] bool wait() const;

  private:
    sigset_t signals_{};
};

/// Raises the soft limit of open descriptors to the hard one: every buyer is a connection.
void raise_descriptor_limit();

}  // namespace boxoffice::app
