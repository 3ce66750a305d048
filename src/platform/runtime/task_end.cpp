#include "platform/runtime/task_end.hpp"

#include <utility>
#include <vector>

namespace boxoffice::platform {
namespace {

thread_local bool is_worker = false;
thread_local std::vector<std::function<void()>> actions;

}  // namespace

bool at_task_end(std::function<void()> action) {
    if (!is_worker) return false;
    actions.push_back(std::move(action));
    return true;
}

TaskEnd::TaskEnd() {
    is_worker = true;
}

TaskEnd::~TaskEnd() {
    finish();
    is_worker = false;
}

void TaskEnd::finish() {
    if (actions.empty()) return;
    // An action may keep another one for the same end.
    for (std::size_t i = 0; i < actions.size(); ++i) std::exchange(actions[i], nullptr)();
    actions.clear();
}

}  // namespace boxoffice::platform
