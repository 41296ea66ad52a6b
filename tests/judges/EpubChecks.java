// Judges EPUBs by EPUBCheck, all in one process: java -cp epubcheck.jar EpubChecks.java FILE…
// Writes EPUBCheck's report of each to FILE.json.

import com.adobe.epubcheck.tool.EpubChecker;

public class EpubChecks {
    public static void main(String[] files) {
        for (String file : files) {
            new EpubChecker().run(new String[] {"--usage", "--quiet", "--json", file + ".json", file});
        }
    }
}
