#include "platform/bus/segment_store.hpp"

#include "base/fault.hpp"
#include "platform/bus/segment_reader.hpp"

#include <algorithm>

namespace boxoffice::platform {
namespace {

/// A buffer that one large batch has blown up is not kept.
constexpr std::size_t buffer_kept_bytes_max = 4 << 20;

}  // namespace

SegmentStore::SegmentStore(std::unique_ptr<LogFiles> files, std::filesystem::path directory,
                           std::uint64_t segment_bytes)
    : files_(std::move(files)),
      directory_(std::move(directory)),
      segment_bytes_(segment_bytes),
      lock_(lock_directory(directory_)),
      summaries_(open_segments(*files_, directory_)) {
    for (auto& summary : summaries_) {
        if (&summary != &summaries_.back()) summary.progress.clear();
    }
    file_ = files_->open_append(directory_ / segment_name(summaries_.back().first));
}

std::int64_t SegmentStore::head() const {
    const std::scoped_lock lock(mutex_);
    return summaries_.back().last;
}

std::int64_t SegmentStore::append(const std::vector<ports::EventPointer>& events) {
    const std::int64_t first = head() + 1;
    std::vector<std::size_t> ends;
    ends.reserve(events.size());
    buffer_.clear();
    std::int64_t position = first;
    for (const auto& event : events) {
        append_record(buffer_, position++, first, *event);
        ends.push_back(buffer_.size());
    }
    // Only this thread changes the summaries, so it may read them without the lock.
    const auto& current = summaries_.back();
    const bool is_full =
        current.last >= current.first && current.bytes + buffer_.size() > segment_bytes_;
    // A segment's name says where it begins: once the next one is begun this one must not grow.
    must_begin_next_ = must_begin_next_ || is_full;
    try {
        if (must_begin_next_) begin_next_segment();
        file_->append(buffer_);
    } catch (const base::InfrastructureFault& fault) {
        // Without room nothing was synced and a part may be there: it goes, and all is as before.
        if (fault.is_retryable()) file_->cut(summaries_.back().bytes);
        throw;
    }
    file_->sync();

    const std::scoped_lock lock(mutex_);
    auto& summary = summaries_.back();
    std::size_t start = 0;
    position = first;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& event = *events[i];
        summary.add(position++, ends[i] - start, event.source, event.key,
                    {.generation = event.generation, .sequence = event.sequence});
        start = ends[i];
    }
    if (buffer_.capacity() > buffer_kept_bytes_max) buffer_ = std::string();
    return summary.last;
}

void SegmentStore::begin_next_segment() {
    const auto& finished = summaries_.back();
    const auto path = directory_ / segment_name(finished.first);
    auto next = create_segment(*files_, directory_, finished.last + 1);
    replace_file(*files_, summary_path(path), encode_summary(finished));
    file_ = std::move(next);
    must_begin_next_ = false;

    const std::scoped_lock lock(mutex_);
    summaries_.back().progress.clear();
    summaries_.push_back(SegmentSummary::beginning_at(summaries_.back().last + 1));
}

std::optional<LogPlace> SegmentStore::locate(std::int64_t position) const {
    const std::scoped_lock lock(mutex_);
    const auto after = std::upper_bound(
        summaries_.begin(), summaries_.end(), position,
        [](std::int64_t wanted, const SegmentSummary& summary) { return wanted < summary.first; });
    if (after == summaries_.begin()) return std::nullopt;
    const auto& summary = *std::prev(after);
    return LogPlace{.path = directory_ / segment_name(summary.first),
                    .offset = summary.offset_before(position),
                    .is_last = after == summaries_.end()};
}

ProgressMap SegmentStore::progress() const {
    ProgressMap all;
    std::vector<std::int64_t> finished;
    {
        const std::scoped_lock lock(mutex_);
        all = summaries_.back().progress;
        for (const auto& summary : summaries_) finished.push_back(summary.first);
    }
    finished.pop_back();
    for (const auto first : finished) {
        const auto path = directory_ / segment_name(first);
        const auto beside = summary_path(path);
        auto known = decode_summary(read_file(beside, 0, std::filesystem::file_size(beside)));
        if (!known) known = scan_segment(path, first).summary;
        for (const auto& [name, made] : known->progress) raise(all, name.first, name.second, made);
    }
    return all;
}

void SegmentStore::mark_head() {
    write_head_mark(*files_, directory_, head());
}

}  // namespace boxoffice::platform
