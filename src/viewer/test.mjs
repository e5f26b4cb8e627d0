// Runs the unit tests in three time zones: a civil date must read the same in each.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const vitest = fileURLToPath(new URL("node_modules/vitest/vitest.mjs", import.meta.url));
for (const zone of ["America/Los_Angeles", "Europe/London", "Pacific/Auckland"]) {
  const { status } = spawnSync(
    process.execPath,
    [vitest, "run", "--pool=threads", "--no-file-parallelism", "--testTimeout=0", ...process.argv.slice(2)],
    {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      env: { ...process.env, TZ: zone },
      stdio: "inherit",
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}
