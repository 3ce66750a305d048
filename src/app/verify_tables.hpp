// The tables of one context, read only, for `boxoffice verify`.
#pragma once

#include "app/storage.hpp"
#include "ports/sql.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::app {

/// A check by its invariant and sentence, with its breaches.
using Checked = std::pair<std::string, std::vector<std::string>>;

/// Each statement answers with what was found; what it reads is committed.
class Tables {
  public:
    Tables(Storage& storage, const std::string& context)
        : session_(storage.database(context).open_reader()) {}

    [[nodiscard]] std::vector<std::string> texts(ports::SqlText statement) {
        std::vector<std::string> found;
        session_->query(statement, {},
                        [&](const ports::SqlRow& row) { found.emplace_back(row.text(0)); });
        return found;
    }
    [[nodiscard]] std::map<std::int64_t, std::int64_t> pairs(ports::SqlText statement) {
        std::map<std::int64_t, std::int64_t> found;
        session_->query(statement, {},
                        [&](const ports::SqlRow& row) { found[row.integer(0)] = row.integer(1); });
        return found;
    }
    /// Everything that `work` reads here is of one moment.
    template <class Work>
    void at_once(Work work) {
        session_->begin();
        work();
        session_->rollback();
    }
    void each(ports::SqlText statement, const ports::SqlRowReader& read) {
        session_->query(statement, {}, read);
    }

  private:
    std::unique_ptr<ports::SqlSession> session_;
};

}  // namespace boxoffice::app
