#include "platform/runtime/system_randomness.hpp"

#include "base/fault.hpp"

#include <cerrno>
#include <sys/random.h>
#include <system_error>
#include <utility>

namespace boxoffice::platform {
namespace {

/// Source: getrandom(2): up to 256 bytes come whole or the call fails.
void fill(std::array<std::uint64_t, 32>& buffer) {
    for (;;) {
        const ssize_t got = ::getrandom(buffer.data(), sizeof buffer, 0);
        if (got == static_cast<ssize_t>(sizeof buffer)) return;
        if (got < 0 && errno != EINTR) {
            const auto reason = std::system_category().message(errno);
            throw base::InfrastructureFault("the operating system gives no randomness: " + reason,
                                            base::Retry::no);
        }
    }
}

}  // namespace

std::uint64_t SystemRandomness::draw() {
    const std::scoped_lock lock(mutex_);
    if (used_ == buffer_.size()) {
        fill(buffer_);
        used_ = 0;
    }
    // What was given away must not be found in memory later.
    return std::exchange(buffer_[used_++], 0);
}

}  // namespace boxoffice::platform
