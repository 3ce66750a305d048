// What a task has for others and hands over when it ends: one wake for all of it instead of many.
#pragma once

#include <functional>

namespace boxoffice::platform {

/// Calls `action` when the task that this thread runs has ended.
/// @return false when this thread is no worker: nothing is kept, act at once.
[[nodiscard]] bool at_task_end(std::function<void()> action);

/// While it lives this thread is a worker; its task ends with each finish().
class TaskEnd {
  public:
    TaskEnd();
    ~TaskEnd();
    TaskEnd(const TaskEnd&) = delete;
    TaskEnd& operator=(const TaskEnd&) = delete;

    void finish();
};

}  // namespace boxoffice::platform
