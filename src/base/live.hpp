// A value that an operator may change while others use it.
#pragma once

#include <concepts>
#include <memory>
#include <mutex>
#include <utility>

namespace boxoffice::base {

/// Copies share the value: whoever was given one reads what set() said last. Safe from any thread.
/// A value alone makes one that nobody changes.
template <class Value>
class Live {
  public:
    template <class Initial>
    requires std::convertible_to<Initial, Value> Live(Initial&& value)
        : state_(std::make_shared<State>(std::forward<Initial>(value))) {}
    Live() : Live(Value{}) {}

    [[nodiscard]] Value get() const {
        const std::lock_guard lock{state_->mutex};
        return state_->value;
    }
    void set(Value value) const {
        const std::lock_guard lock{state_->mutex};
        state_->value = std::move(value);
    }

  private:
    struct State {
        template <class Initial>
        explicit State(Initial&& initial) : value(std::forward<Initial>(initial)) {}
        std::mutex mutex;
        Value value;
    };
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::base
