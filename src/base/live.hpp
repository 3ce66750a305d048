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
    template <std::convertible_to<Value> Initial>
    Live(Initial value) : state_(std::make_shared<State>(Value(std::move(value)))) {}
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
        explicit State(Value initial) : value(std::move(initial)) {}
        std::mutex mutex;
        Value value;
    };
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::base
