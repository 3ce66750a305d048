// Stands between a session and its server, by a second socket in the server's directory, and cuts
// the connection where a test wants it cut.
#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::real_server {

class CuttingProxy {
  public:
    static constexpr int port = 5433;

    /// `directory` is the server's.
    explicit CuttingProxy(const std::filesystem::path& directory);
    ~CuttingProxy();
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    /// What becomes of the next message to the server that holds `word`.
    enum class Fate {
        passes,
        cut_before,  ///< it does not arrive: the connection is cut
        cut_after,   ///< it is carried out; the connection is cut instead of the answer
        silent,      ///< it does not arrive, and nothing is heard: the line is dead
    };
    void next(const std::string& word, Fate fate);
    /// Cuts every connection now.
    void cut_all();
    [[nodiscard]] int connections() const { return connections_; }

  private:
    struct Line {
        int client = -1;
        int server = -1;
        bool is_silent = false;
        bool is_last_answer = false;
    };
    void work();
    void accept_one();
    [[nodiscard]] bool forward_request(Line& line);
    [[nodiscard]] bool forward_answer(Line& line);
    [[nodiscard]] Fate fate_of(std::string_view bytes);

    std::filesystem::path server_socket_;
    std::filesystem::path own_socket_;
    int listener_ = -1;
    int wake_[2] = {-1, -1};
    std::mutex mutex_;
    std::string word_;
    Fate fate_ = Fate::passes;
    bool must_cut_ = false;
    bool is_ending_ = false;
    std::atomic<int> connections_ = 0;
    std::vector<Line> lines_;  ///< the thread's own
    std::thread thread_;
};

}  // namespace boxoffice::real_server
