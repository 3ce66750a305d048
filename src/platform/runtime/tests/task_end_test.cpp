// Goal: what a task leaves for its end comes after it, and before the next one.
#include "platform/runtime/task_end.hpp"

#include "platform/runtime/worker_thread.hpp"

#include <gtest/gtest.h>

#include <future>
#include <string>

namespace boxoffice::platform {
namespace {

TEST(TaskEnd, keeps_nothing_where_no_task_runs) {
    EXPECT_FALSE(at_task_end([] { ADD_FAILURE() << "nobody may call this"; }));
}

TEST(TaskEnd, comes_after_its_task_and_before_the_next) {
    std::string order;
    std::promise<void> is_done;
    WorkerThread worker("order");
    worker.post([&] {
        EXPECT_TRUE(at_task_end([&] { order += "end "; }));
        EXPECT_TRUE(at_task_end([&] { EXPECT_TRUE(at_task_end([&] { order += "late "; })); }));
        order += "task ";
    });
    worker.post([&] {
        order += "next";
        is_done.set_value();
    });
    is_done.get_future().wait();
    EXPECT_EQ(order, "task end late next");
}

}  // namespace
}  // namespace boxoffice::platform
