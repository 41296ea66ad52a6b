// Judges PDFs by veraPDF's engine: java VeraPdf FLAVOUR[,FLAVOUR …] FILE…
// Prints "FLAVOUR<tab>FILE<tab>PASS|FAIL", then a line for each rule that failed: "<tab>clause-test<tab>
// times<tab>description<tab>place". FLAVOUR is one of veraPDF's: 2a, ua1 …

import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

public class VeraPdf {
    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (int index = 1; index < arguments.length; index++) {
            for (String name : arguments[0].split(",")) {
                judge(name, arguments[index]);
            }
        }
    }

    private static void judge(String name, String file) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(name);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(flavour, -1, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            String verdict = result.isCompliant() ? "PASS" : "FAIL";
            System.out.println(name + "\t" + file + "\t" + verdict);
            Map<String, String> faults = new TreeMap<>();
            for (Map.Entry<RuleId, Integer> entry : result.getFailedChecks().entrySet()) {
                RuleId rule = entry.getKey();
                String id = rule.getClause() + "-" + rule.getTestNumber();
                faults.put(id, id + "\t" + entry.getValue() + "\t" + place(result, rule));
            }
            for (String fault : faults.values()) {
                System.out.println("\t" + fault);
            }
        }
    }

    private static String place(ValidationResult result, RuleId rule) {
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getRuleId().equals(rule)
                    && assertion.getStatus() == TestAssertion.Status.FAILED) {
                String text = assertion.getMessage() + "\t" + assertion.getLocation().getContext();
                return text.replaceAll("[\\r\\n]+", " ");
            }
        }
        return "\t";
    }
}
