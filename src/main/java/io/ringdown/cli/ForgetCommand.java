package io.ringdown.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code admin forget}. */
@Command(
    name = "forget",
    description = "Forgets a person for good: bindings, calls and history of an identity.")
final class ForgetCommand implements Callable<Integer> {
  private final AdminCommand admin;

  @Parameters(paramLabel = "IDENTITY")
  String identity = "";

  ForgetCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Override
  public Integer call() {
    var answer = admin.service().call("DELETE", admin.inAccount("identities", identity));
    return answer.body().isEmpty() ? AdminCommand.OK : admin.show(answer);
  }
}
