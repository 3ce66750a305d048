// SIGTERM and SIGINT as a call that returns, and the limit of open descriptors.
#pragma once

#include <csignal>

namespace boxoffice::app {

/// Make it before any thread, which then inherits the blocked signals.
class TerminationSignals {
  public:
    TerminationSignals();
    /// Returns when the process is asked to end.
    void wait() const;

  private:
    sigset_t signals_{};
};

/// Raises the soft limit of open descriptors to the hard one: every buyer is a connection.
void raise_descriptor_limit();

}  // namespace boxoffice::app
