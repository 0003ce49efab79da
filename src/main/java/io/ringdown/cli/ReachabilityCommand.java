package io.ringdown.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code admin reachability}. */
@Command(name = "reachability", description = "Tells whether a call to an identity would ring.")
final class ReachabilityCommand implements Callable<Integer> {
  private final AdminCommand admin;

  @Parameters(paramLabel = "IDENTITY")
  String identity = "";

  ReachabilityCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Override
  public Integer call() {
    var path = admin.inAccount("identities", identity, "reachability");
    return admin.show(admin.service().call("GET", path));
  }
}
