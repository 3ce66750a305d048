#include "platform/runtime/worker_thread.hpp"

#include "base/invariant.hpp"
#include "platform/runtime/task_end.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <pthread.h>

namespace boxoffice::platform {
namespace {

[[noreturn]] void die(const std::string& worker, const char* reason) noexcept {
    std::fprintf(stderr, "boxoffice: a task of worker %s threw: %s\n", worker.c_str(), reason);
    std::fflush(stderr);
    std::abort();
}

std::int64_t steady_milliseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

void name_this_thread(const std::string& name) {
    ::pthread_setname_np(::pthread_self(), name.substr(0, 15).c_str());
}

WorkerThread::WorkerThread(const std::string& name) : pulse_(std::make_shared<WorkerPulse>()) {
    pulse_->name = name;
    thread_ = std::thread{[this] { run(); }};
}

WorkerThread::~WorkerThread() {
    close();
}

void WorkerThread::close() {
    if (!thread_.joinable()) return;
    BOXOFFICE_INVARIANT(std::this_thread::get_id() != thread_.get_id());
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void WorkerThread::post(ports::Task task) {
    {
        const std::scoped_lock lock(mutex_);
        if (is_stopping_) return;
        waiting_.push_back(std::move(task));
        // Whoever finds others waiting need not wake anybody: the first one has.
        if (waiting_.size() > 1) return;
    }
    wake_.notify_one();
}

std::vector<ports::Task> WorkerThread::take_all() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
    std::vector<ports::Task> taken;
    taken.swap(waiting_);
    return taken;
}

void WorkerThread::run() noexcept {
    name_this_thread(pulse_->name);
    TaskEnd end;
    for (;;) {
        auto tasks = take_all();
        if (tasks.empty()) return;
        for (auto& task : tasks) {
            try {
                pulse_->busy_since = steady_milliseconds();
                task();
                // What the task holds goes before the next one runs, as in a simulation.
                task = nullptr;
                end.finish();
                pulse_->busy_since = 0;
            } catch (const std::exception& error) {
                die(pulse_->name, error.what());
            } catch (...) {
                die(pulse_->name, "something that is no std::exception");
            }
        }
    }
}

}  // namespace boxoffice::platform
