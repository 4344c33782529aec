-- Another label and another nonce with each request: each is a scan of its own.
local labels, asked = {}, 0

function init()
  for line in io.lines(os.getenv("GITRACE_BENCH_LABELS")) do labels[#labels + 1] = line end
  math.randomseed(os.time())
  run = string.format("%08x%08x", math.random(0, 2 ^ 31 - 1), math.random(0, 2 ^ 31 - 1))
end

function request()
  asked = asked + 1
  wrk.headers["Scan-Nonce"] = run .. string.format("%012d", asked)
  wrk.headers["Accept-Language"] = "zh-CN"
  return wrk.format("GET", labels[asked % #labels + 1])
end
