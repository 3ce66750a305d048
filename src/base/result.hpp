// A value or the reason why there is none. Spelled like std::expected, which GCC 12 lacks in C++20,
// so that it can be swapped out later.
#pragma once

#include "base/invariant.hpp"

#include <utility>
#include <variant>

namespace boxoffice::base {

/// Success without a value, for Result<Done, E>.
struct Done {
    friend bool operator==(const Done&, const Done&) = default;
};

template <class E>
struct Unexpected {
    E error;
};

template <class E>
[[nodiscard]] Unexpected<std::decay_t<E>> unexpected(E&& error) {
    return {std::forward<E>(error)};
}

template <class T, class E>
class [[nodiscard]] Result {
  public:
    using value_type = T;
    using error_type = E;

    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    template <class G>
    Result(Unexpected<G> reason) : held_(std::in_place_index<1>, std::move(reason.error)) {}

    [[nodiscard]] bool has_value() const { return held_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    [[nodiscard]] T& value() & {
        BOXOFFICE_INVARIANT(has_value());
        return *std::get_if<0>(&held_);
    }
    [[nodiscard]] const T& value() const& {
        BOXOFFICE_INVARIANT(has_value());
        return *std::get_if<0>(&held_);
    }
    [[nodiscard]] T&& value() && {
        BOXOFFICE_INVARIANT(has_value());
        return std::move(*std::get_if<0>(&held_));
    }
    [[nodiscard]] const E& error() const {
        BOXOFFICE_INVARIANT(!has_value());
        return *std::get_if<1>(&held_);
    }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

  private:
    std::variant<T, E> held_;
};

}  // namespace boxoffice::base
