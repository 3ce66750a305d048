// The one macro of the house: a bug stops the process, in release builds too. Going on with a
// broken invariant would sell a seat twice; a restart repeats from what is stored.
#pragma once

namespace boxoffice::base {

/// Writes where and what to standard error, then aborts.
[[noreturn]] void invariant_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace boxoffice::base

#define BOXOFFICE_INVARIANT(condition) \
    (static_cast<bool>(condition)      \
         ? void()                      \
         : ::boxoffice::base::invariant_failed(#condition, __FILE__, __LINE__))
