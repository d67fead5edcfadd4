"""Word lists of general English: what speaks, what addresses, who is kin to whom, which names lean to a gender.

Everything is lower case unless its name says otherwise. Given names are a hint about gender, never a proof.
"""

from __future__ import annotations

from collections.abc import Mapping

SPEECH_VERBS = frozenset(
    """
    answers asking adding calling crying exclaiming remarking murmuring muttering repeating replying whispering shouting
    observing declaring continuing concluding announcing answering demanding inquiring screaming
    quavered crooned trilled opined bawled adjured amended apprised bemoaned blustered chortled conjectured chattered
    accuse accused acknowledge acknowledged add added address addressed admit admitted admonish admonished
    advise advised affirm affirmed agree agreed allow allowed announce announced answer answered apologise
    apologised apologize apologized appeal appealed argue argued ask asked asks assent assented assert asserted
    assure assured babbled barked beg began begged begin begins bellowed bleated blurted boasted boomed
    breathe breathed broke burst cackled cajoled call called calls cautioned challenged chanted cheered chided
    chimed chirped choked chorused chuckled claimed coaxed commanded commenced commented complained conceded
    concluded confessed confided confirmed congratulated consented considered consoled continue continued
    continues corrected coughed counselled countered cried cries croaked crowed cry cursed declaimed
    declare declared declares demand demanded demands demurred denied deplored describe described dictated
    directed drawled drew echoed ejaculated elaborated emphasised encouraged ended enjoined enquire enquired
    enquires entreated exclaim exclaimed exclaims exhorted explain explained explains explode exploded
    expostulated faltered finished fumed gasped giggled goes greeted groaned growled grumbled grunted guessed
    gulped gurgled hailed hazarded hesitated hinted hissed hollered hooted howled hummed imparted implored
    improvised informed inquire inquired inquires insinuated insisted instructed interjected interpolated
    interposed interrogated interrupt interrupted intervened intimated intoned invited jeered jested joined
    joked lamented laughed lied lisped maintained marvelled mentioned mimicked moaned mocked mumbled murmur
    murmured murmurs muse mused mutter muttered mutters nagged nodded noted objected observe observed observes
    offered ordered panted persisted petitioned piped pleaded pointed ponder pondered pouted prattled
    prayed pressed proceeded proclaimed promised prompted pronounced prophesied proposed protest protested
    purred pursued put queried questioned quipped quizzed quoted quoth raged ranted rapped rasped
    rattled raved read reasoned reassured rebuked recalled recited reckoned recollected recommended reflected
    rejoined related remark remarked remarks reminded remonstrated repeat repeated repeats replied replies reply
    reported reprimanded reproached reproved requested resumed retaliated retorted return returned returns
    revealed roared rumbled said saith sang say saying says scoffed scolded scream screamed screeched shout
    shouted shouts shrieked shrilled sighed signed simpered sing sings smiled smirked snapped snarled sneered
    snickered sniffed sniffled snorted sobbed soothed spake spat speak speaks speculated spluttered spoke
    sputtered squawked squeaked squealed stammered started stated stipulated stormed stressed stuttered
    submitted suggest suggested suggests summoned supplied supposed surmised swallowed swore sworn sympathised
    sympathized talked taunted teased tell tells testified thanked think thinks thought threatened thundered
    told tormented translated tried urged uttered ventured vociferated volunteered vowed wailed warned
    went wept wheezed whimpered whined whisper whispered whispers whistled wondered wrote yawned yelled yells
    yelped
    """.split()
)
"""Verbs that tag a speech, in the forms that novels use; a tag needs a quotation beside it too."""

SOFT_SPEECH_VERBS = frozenset(
    """
    laughed smiled nodded sighed chuckled giggled smirked pouted sniffed sniffled snorted read wrote went goes
    broke burst put pointed tried considered signed ended swallowed breathed coughed hesitated sobbed wept purred joked
    lied hailed greeted invited joined challenged pressed pursued recalled recollected congratulated
    supplied supposed guessed drew stressed described consoled encouraged thanked promised agreed continued
    returned finished started began talked spat hummed whistled yawned sang sing sings spoke speaks speak
    """.split()
)
"""Verbs that tell a speech only where it runs on into them ("…," she laughed); else they are acts."""

STRONG_SPEECH_VERBS = frozenset(
    """
    said says say asked asks replied replies answered answers cried cries exclaimed exclaims whispered whispers
    shouted shouts murmured murmurs muttered mutters remarked remarks observed inquired enquired demanded rejoined
    retorted returned declared continued repeated announced ejaculated interrupted interposed stammered faltered
    yelled screamed shrieked gasped sobbed growled snapped hissed called
    """.split()
)
"""Speech verbs that make whoever stands beside them a person, in any sentence."""

ACTION_VERBS = frozenset(
    """
    was were is had has have did does would could should might must will shall can may looked looks stood sat turned
    came went took got gave made saw knew felt heard smiled laughed nodded shook shrugged frowned sighed paused rose
    stopped stared glanced walked ran stepped leaned leant put held drew raised lifted dropped opened closed shut
    pulled pushed reached pointed bowed blushed coloured colored grinned wept kissed touched waited listened hesitated
    seemed appeared began tried wanted wished liked loved hated hoped feared believed remembered forgot found lost
    left entered returned moved followed led threw caught bent knelt lay slept woke ate drank lit tossed wiped
    rubbed clapped gazed flushed trembled shivered watched noticed understood thought set kept let became never only
    still then now always often
    """.split()
)
"""Verbs and auxiliaries that follow a subject; a name before one is likelier somebody than somewhere."""

MALE_TITLES = frozenset(
    """
    mr master sir lord baron count duke earl prince king emperor monsieur m signor herr father brother uncle
    grandfather grandpa papa squire abbe viscount marquis marquess don senor friar
    """.split()
)
FEMALE_TITLES = frozenset(
    """
    mrs miss ms mesdames lady madam madame mme mademoiselle mlle baroness countess duchess princess queen empress
    signora
    signorina frau fraulein mother sister aunt auntie grandmother grandma mamma mama dame marquise viscountess
    senora senorita
    """.split()
)
NEUTRAL_TITLES = frozenset(
    """
    dr doctor professor prof captain capt cap'n cap’n colonel col major general gen lieutenant lieut sergeant sergt
    corporal commander admiral commodore reverend rev judge inspector constable sheriff president senator governor mayor
    saint st old young little poor dear cousin nurse private officer chief detective deacon elder pastor bishop
    archbishop cardinal pope comrade citizen agent mx
    """.split()
)
TITLES = MALE_TITLES | FEMALE_TITLES | NEUTRAL_TITLES
EPITHETS = frozenset("old young little poor dear good saint st the dearest darling silly sweet pretty".split())
"""Words that may stand before a name with a capital and are no part of it."""
GIVEN_NAME_TITLES = frozenset(
    "sir lady aunt auntie uncle cousin brother sister father mother master saint st prince princess king queen".split()
)
"""Titles that go with a given name as readily as with a family's."""
ABBREVIATED_TITLES = frozenset(
    "mr mrs ms dr prof capt col gen lieut sergt rev st m mme mlle messrs hon maj lt sgt mx".split()
)
"""Titles whose full stop does not end a sentence."""

MALE_NOUNS = frozenset(
    """
    man gentleman boy lad father brother son uncle grandfather husband king prince lord squire clergyman priest
    landlord waiter butler footman coachman driver fellow chap youth nephew stepfather papa dad daddy guardsman
    monk policeman gatekeeper groom widower bridegroom sailor boatswain skipper rector vicar curate parson sexton
    grandpa grandson schoolboy page host baron count duke earl emperor cabman cabby workman salesman coroner
    tradesman shopman fisherman foreman huntsman countryman englishman frenchman irishman scotchman ploughman
    seaman ferryman constable sergeant corporal captain colonel general major admiral lieutenant soldier wizard
    knight friar abbot swineherd gamekeeper
    sir gardener carter blacksmith shepherd butcher carpenter porter gaoler jailer
    """.split()
)
FEMALE_NOUNS = frozenset(
    """
    woman lady girl lass mother sister daughter aunt grandmother wife queen princess landlady waitress maid
    housemaid parlourmaid housekeeper governess nurse niece stepmother mamma mama mum mom mummy widow bride nun
    hostess madam grandma granddaughter schoolgirl countess duchess baroness empress witch seamstress washerwoman
    charwoman dame matron milkmaid actress heiress stewardess mistress cook
    """.split()
)
LEANING_NOUNS = frozenset(
    """
    cook nurse captain colonel general major admiral lieutenant sergeant constable soldier sailor skipper gardener
    driver coachman carter butcher porter host landlord priest vicar wizard
    """.split()
)
"""Those of them that pronouns may overrule."""
NEUTRAL_PERSON_NOUNS = frozenset(
    """
    child doctor stranger visitor speaker narrator friend companion servant guest traveller traveler professor
    teacher schoolmaster master baby infant person voice cousin other old young lawyer inspector detective
    clerk magistrate judge surgeon physician banker painter artist poet author writer editor student scholar
    pupil musician singer player neighbour neighbor farmer peasant beggar thief robber prisoner guard officer
    messenger attendant tramp passenger secretary lodger inmate patient creature newcomer questioner
    interlocutor invalid bailiff manager proprietor shopkeeper grocer barber baker tailor miller innkeeper
    engineer mechanic reporter journalist minister deacon bishop pastor preacher sheriff mayor president governor
    leader chief chairman orator native guide hunter trapper pilot
    mate crew crowd men women boys girls ladies gentlemen people children voices others bystander spectator
    jester hermit outlaw minstrel herald pirate smuggler miner goblin elf dwarf giant fairy
    orderly adjutant steward chaplain verger curator librarian dragon ghost spirit robot
    elder twin intruder assistant chauffeur caller victim foreigner
    """.split()
)
PERSON_NOUNS = MALE_NOUNS | FEMALE_NOUNS | NEUTRAL_PERSON_NOUNS
PLURAL_PERSON_NOUNS = frozenset(
    "men women boys girls ladies gentlemen people children voices others crowd crew".split()
)

KIN_NOUNS = frozenset(
    """
    father mother brother sister son daughter uncle aunt cousin grandfather grandmother husband wife nephew niece
    stepfather stepmother papa mamma mama dad daddy mum mom mummy grandpa grandma grandson granddaughter
    """.split()
)
PASSING_NOUNS = frozenset(
    """
    man woman boy girl lady gentleman lad lass chap fellow child baby infant person youth creature friend companion
    other others voice voices stranger visitor guest caller newcomer intruder speaker questioner interlocutor narrator
    author writer host hostess cousin master mistress invalid orphan widow widower bride bridegroom groom traveller
    traveler passenger victim foreigner native elder twin old young little first second third last latter former one
    """.split()
)
"""Nouns that anybody may be called in passing; any other ("the miller") stays with its bearer."""

CHILD_WORDS = frozenset("child boy girl baby lad lass schoolboy schoolgirl infant little".split())

PLACE_NOUNS = frozenset(
    """
    road street square lane villa house hall park church bridge station inn hotel castle abbey court place terrace
    gardens gate hill mount river lake bay island islands sea ocean valley forest wood woods town city county village
    cottage lodge farm college university school club theatre hospital prison palace tower company office bank
    railway line corner wells heath common avenue crescent row alley springs falls point cape port harbour drive
    """.split()
)
"""Nouns that end the name of a place or a body: "Elm Street"."""

VOCATIVE_LEADS = frozenset(
    """
    dear dearest my oh o ah no yes well why come now but and good sir madam thank please hush listen look indeed poor
    sorry hello hallo hullo hi hey say then so there here
    """.split()
)
"""Words after which a name in a speech is still an address: "Oh, Ada", "my dear Ada"."""

NEVER_NAMES = frozenset(
    """
    i i'm i'll i'd i've im ill o oh ah aye ay yes no well god heaven heavens christ jesus providence nature english
    french german italian american irish scotch scottish british european spanish russian indian latin greek roman
    christian catholic protestant jew jewish turk turkish dutch chinese japanese monday tuesday wednesday thursday
    friday saturday sunday january february march april may june july august september october november december
    christmas easter mr mrs miss ms sir madam madame dr lord lady chapter part book volume bible europe england
    america london paris rome italy france germany india asia africa scotland ireland ii iii iv vi vii viii
    ix xi xii xiii xiv xv the a an and but or if when then there this that these those what which who whom whose how
    why where while he she it we they you his her its our their your my mine me him us them as at in on of to from by
    for with without not nor so yet all every each any some none nothing everything something anything nobody
    everybody somebody anybody one two three four five six seven eight nine ten first second third last next once
    twice again ever never perhaps certainly indeed surely besides however moreover meanwhile suddenly presently
    good bad dear poor old young little great goodness gracious thank thanks please pray hush hullo hallo
    hello hey look listen come go let do does did is was are were be been am has had
    have will would shall should can could might must say says said tell think know see take give make get
    english-speaking project gutenberg ebook contents preface introduction epilogue prologue end finis north south
    east west northern southern eastern western majesty majesties ladyship ladyships lordship highness excellency
    honour honor worship grace reverence good-bye goodbye good-night good-morning bravo eh ha hum hm ugh pooh alas
    hurrah dear-me nonsense quite exactly precisely really rather death fate love time life truth beauty
    fortune art science music sabbath parliament government state states empire republic army navy law
    indians englishmen frenchmen germans italians russians poles hindus englishwoman greeks romans turks
    christians catholics protestants jews hebrew arab arabs persian persia egypt egyptian spain spaniard dutchman
    aha ahem aw bah blimey bother cheers congratulations crikey damn dammit darn duh eek er erm fie fine gee
    golly gosh gramercy hah hark heh heyday hmm hmph hola hoorah hooray howdy huh humph hurray jeez lor lo
    ma'am marry mm mmm nah nay nope now okay ok ooh oops ouch ow phew phooey pish psha pshaw right sh shh sirs
    sorry sure ta tch thou thee thy thine tsk tush tut uh um verily wait whoa whoops wow ye
    yeah yep yikes yum yup zounds above across after against along already also although always among anyhow anyway
    around away back because before behind below beneath beside between beyond both despite down during either else
    enough even except far few finally further half hence inside instead into just later least less like many maybe
    meantime more most much near neither nevertheless nonetheless often only other otherwise out outside over own
    past same several since sometimes soon still such therefore though through throughout thus till today
    together tomorrow tonight too toward towards under unless until up upon usually via whenever wherever whether
    whichever whoever within yesterday diary esq esquire messrs messieurs
    vater mein herr oui non mais merci gentlemen ladies everyone someone noone o'clock
    """.split()
)
"""Words with a capital for other reasons than naming somebody of the story."""

SELDOM_NAMES = frozenset("may june april august will grace honor art mercy young paris india asia".split())
"""Those of them that name somebody after all where they stand beside a verb of speech."""

_FEMALE_GIVEN = """
    april abigail ada adelaide adele agatha agnes alexandra alice alicia alison amanda amelia amy andrea angela angelina
    anita ann anna annabel anne annette annie antonia arabella audrey augusta barbara beatrice becky belinda bella
    bertha bess bessie beth betsy betty blanche bonnie brenda bridget camilla carla carmen carol caroline carrie
    catherine cathy cecilia cecily celia charity charlotte chloe christina christine cindy clara clarissa claudia
    constance cora cordelia cynthia daisy daphne deborah delia diana dinah dolly donna dora doris dorothea dorothy
    edith edna effie eileen elaine eleanor elena elinor eliza elizabeth ella ellen elsie emily emma erica esther
    ethel eugenia eunice eva eve evelina evelyn fanny felicity fiona flora florence frances freda gabriella gertrude
    gina gladys grace greta gwen gwendolen hannah harriet hazel heather helen helena henrietta hermione hester hilda
    honor hope ida imogen ingrid irene iris isabel isabella isobel ivy jacqueline jane janet jean jemima jennifer
    jenny jessica jessie jill joan joanna josephine josie joy joyce judith judy julia juliana juliet june karen kate
    katharine katherine kathleen katie kitty laura lavinia leah lena leonora lettice lilian lily linda lisa lizzie
    lois lola lottie louisa louise lucia lucinda lucy luna lydia mabel madeleine madge maggie mandy marcia margaret
    margery maria marian marianne marie marilyn marina marion marjorie martha mary matilda maud maude maureen may
    melissa mercy mildred millicent millie minerva minnie miranda miriam moira molly monica muriel myra myrtle nancy
    naomi natalie natasha nell nellie nelly nina nora norma octavia olga olive olivia ophelia pamela pansy patience
    patricia paula pauline pearl peggy penelope philippa phoebe phyllis polly portia priscilla prudence rachel
    rebecca rhoda rita roberta rosa rosalie rosalind rosamond rose rosemary rosie roxana ruby ruth sabrina sadie
    sally samantha sandra sara sarah selina serena shirley sibyl sofia sonia sophia sophie stella stephanie
    susan susanna susannah susie suzanne sybil sylvia tabitha tamara tara teresa tess tessa theodora theresa tilly
    tina ursula valerie vanessa vera veronica victoria viola violet virginia vivian wendy wilhelmina winifred
    yvonne zoe anya mina mila maya zara nadia ginny padma parvati lavender cho fleur tonks lana
    aaliyah aisha alyssa amber amira ana anastasia anjali annika aoife ariana ashley astrid aurora ava ayesha bianca
    brianna bridie brooke caitlin camille candice cara carina carly carolina cassandra cassie celeste chantal
    chelsea cheryl chiara ciara clarice clementine colette courtney danielle debra delphine denise ebony elisa elise
    eloise elsa emilia emmeline erin esme estelle fatima felicia freya gabrielle gemma genevieve georgia giselle
    gloria gwyneth hailey hana hayley heidi holly ilse imani ines iona isla ivana jasmine jade jenna joanne jocelyn
    jodie josefina kara karin katarina katya kayla keira kelly kendra kiara kirsten kristen lara larissa lauren
    layla leila leticia lila liliana lorna lorraine lucie luisa mackenzie madison maeve maisie malin margot mariana
    marisol maryam matilde megan meera melanie mei mia michelle mira monique nadine natalia niamh nicole noelle noor
    odette odile oona ottoline paige paloma petra philomena pippa priya rania renee rhiannon rochelle rosalyn
    saoirse savannah shannon sheila shreya sigrid simone sinead siobhan skye soraya stacey suki svetlana talia
    tamsin tanya tatiana thea tiffany una valentina wilma evie xenia yasmin yolanda yuki zainab zelda
"""
_MALE_GIVEN = """
    aaron abel abraham adam adrian alan albert alec alexander alexis alfred algernon allan allen alistair ambrose
    amos andrew angus anthony antonio archibald archie arnold arthur augustus austin barnaby barney barry bartholomew
    basil ben benedict benjamin bernard bert bertie bill billy bob bobby boris brian bruce caleb carl cecil cedric
    charles charley charlie chester christopher clarence claude clement clifford colin conrad cornelius craig curtis
    cuthbert cyril daniel david dennis derek desmond dick dominic donald douglas duncan dudley ebenezer edgar edmund
    edward edwin eli elias elijah elliot ellis eric ernest eugene eustace evan ezra felix ferdinand fergus francis
    frank franklin fred freddy frederic frederick gabriel gareth gary gavin geoffrey george gerald gerard gideon
    gilbert giles godfrey gordon graham gregory guy hamish hans harold harry harvey hector henry herbert herman
    hezekiah hiram homer horace horatio howard hubert hugh hugo humphrey ian ignatius isaac ivan jack jacob james
    jason jasper jay jed jeff jeffrey jeremiah jeremy jerome jerry jesse jim jimmy joe joel john johnny jonah
    jonas jonathan joseph joshua julian julius justin keith kenneth kevin lambert lancelot larry laurence lawrence leo
    leon leonard leopold leslie lewis lionel louis lucas lucius luke luther malcolm marcus mark martin matthew
    maurice max maximilian melvin michael mike miles montague mortimer moses nathan nathaniel ned neil neville
    nicholas nick nigel noah noel norman oliver oscar oswald otto owen patrick paul percival percy peregrine peter
    phil philip phineas pierre quentin ralph ramsay randolph raymond reginald rex reuben richard rob robert robin
    roderick rodney roger roland ronald ron rory rowland rupert russell sam samson samuel saul sebastian seth
    sherlock sidney silas silvester simeon simon solomon stanley stephen steve steven stewart stuart sydney ted terence
    terry thaddeus theodore thomas thornton tim timothy titus tobias toby tom tommy tony tristram ulysses vernon victor
    vincent virgil wallace walter warren wilbur wilfred will william willie winston zachary clark lex draco
    severus albus sirius remus hagrid seamus dean fabio carlos diego ahmed omar ali hassan raj ravi viktor sergei
    adrien ahmad aidan alessandro alejandro amir anders andre andreas angelo anton arjun asher axel bartosz benoit
    bjorn blake brad bradley brandon brendan brent brett bryan bryce callum cameron casper cesar chad cody connor
    cormac damian damon dante darren declan derrick dieter dimitri dirk dmitri dominik dustin dwayne dylan eamon
    emil emilio enrique erik ernesto esteban ethan fabian farid felipe fernando finn florian francesco fritz gael
    garrett gerhard giacomo giovanni giuseppe glen greg gunnar gustav hamza harish henrik hideo hiroshi horst
    ibrahim idris igor ingmar isaiah ismail ivo jackson jacques jakob jamal jared javier jens jorge jose juan julio
    kai karl karim kareem kaspar kenji kieran klaus konstantin kurt kyle lachlan laszlo leif liam logan lorenzo
    lorcan luca luigi magnus malik manuel marco mario mateo mathias mehmet miguel milo mikhail mohammed muhammad
    mustafa nikolai nils orlando oskar pablo paolo pavel pedro piotr rafael rajesh ramon raoul rashid reza ricardo
    roberto rodrigo rohan salvatore sanjay santiago sean sergio shane shawn spencer stefan sven takeshi tariq theo
    tobin todd tomas travis trent tristan troy tyler umberto vikram vladimir wayne wesley wilhelm xavier yusuf yves
    zane
"""
GIVEN_NAME_GENDERS: Mapping[str, str] = {
    **dict.fromkeys(_MALE_GIVEN.split(), "m"),
    **dict.fromkeys(_FEMALE_GIVEN.split(), "f"),
}

_HYPOCORISMS = """
    abigail: abby gail
    agnes: aggie
    albert: al bert bertie
    alexander: alec alex sandy sasha
    alfred: alf fred freddy
    alice: allie
    amelia: amy millie milly
    andrew: andy drew
    ann: annie nan nancy
    anne: annie nan nancy
    anthony: tony
    antonia: toni
    archibald: archie
    arthur: artie art
    augustus: gus
    barbara: babs barbie
    bartholomew: bart
    beatrice: bea trixie
    benjamin: ben benny benjy
    bernard: bernie
    bridget: biddy
    caroline: carrie caro lina
    catherine: cathy kate katie kitty cat kit
    cecilia: cis cissy celia
    charles: charley charlie chas
    charlotte: lottie charley
    christina: chris chrissie tina
    christopher: chris kit
    clarence: clary
    constance: connie
    daniel: dan danny
    david: dave davy
    deborah: debbie deb
    diana: di
    donald: don
    dorothea: dora dolly dodo thea
    dorothy: dora dolly dot dottie
    ebenezer: eben
    edith: edie
    edmund: ned ted ed
    edward: ed eddie ned ted teddy
    eleanor: nell nellie nora ella elly
    elizabeth: beth betsy betty bess bessie eliza elsie lisa lizzie lizzy libby liza
    eliza: lizzy lizzie liza
    ellen: nell nellie nelly
    emily: em emmy
    emma: em
    ernest: ernie
    esther: essie hester
    eugene: gene
    euphemia: effie
    florence: flo florrie flossie
    frances: fanny fran
    francis: frank
    franklin: frank
    frederick: fred freddie freddy fritz
    george: georgie geordie
    georgiana: georgie
    gerald: gerry jerry
    gertrude: gertie trudy
    gilbert: gil bert
    gregory: greg
    gwendolen: gwen
    harold: hal harry
    harriet: hattie harry
    helen: nell nellie nelly
    henrietta: etta hetty henny
    henry: harry hal hank
    herbert: bert herb bertie
    hugh: hughie
    isabella: bella belle
    isabel: bella belle
    jacob: jake
    james: jim jimmy jamie jem
    jane: jenny janey jen
    jeffrey: jeff
    jemima: mima
    jennifer: jenny jen
    jeremiah: jerry
    jessica: jess jessie
    joan: joanie
    john: jack johnny jock
    jonathan: jon
    joseph: joe joey jo
    josephine: jo josie
    joshua: josh
    judith: judy
    julia: julie juley
    katharine: kate katie kitty kathy
    katherine: kate katie kitty kathy
    kenneth: ken
    laura: laurie
    lawrence: larry laurie
    leonard: len lenny leo
    louisa: lou lulu
    lucy: lu lucia
    lucinda: lucy cindy
    madeleine: maddy
    magdalen: maud
    margaret: maggie meg peg peggy daisy madge margery greta meggie
    marian: maid
    martha: mattie patty
    martin: marty
    mary: molly polly may mamie moll poll
    matilda: mattie tilly maud tilda
    matthew: matt mat
    maximilian: max
    michael: mike mick mickey
    mildred: millie
    montague: monty
    nathaniel: nat
    nathan: nat
    nicholas: nick nicky
    oliver: noll ollie
    olivia: livvy
    patricia: pat patty trish
    patrick: pat paddy
    penelope: penny
    percival: percy
    peter: pete
    philip: phil pip
    rachel: rae
    randolph: randy
    raymond: ray
    rebecca: becky becca
    reginald: reggie rex
    richard: dick dickie rick dickon
    robert: bob bobby rob robbie robin bert
    roderick: rod
    ronald: ron ronnie
    rosalind: rosa rose
    rosamond: rosy
    rose: rosie
    samuel: sam sammy
    sarah: sally sadie
    simon: si
    solomon: sol
    sophia: sophie sophy
    stephen: steve stevie
    susan: sue susie suky
    susannah: sue susan sukey
    sylvester: sly
    teresa: tess tessa terry
    theresa: tess tessa terry
    theodore: ted teddy theo
    thomas: tom tommy
    timothy: tim
    tobias: toby
    victoria: vicky
    vincent: vince
    virginia: ginny
    walter: walt wat wally
    wilfred: fred
    wilhelmina: mina minnie
    william: bill billy will willie willy
    winifred: winnie freda
    zachary: zack
"""


def _read_hypocorisms() -> Mapping[str, frozenset[str]]:
    full_names: dict[str, set[str]] = {}
    for row in _HYPOCORISMS.strip().splitlines():
        full, short_forms = row.split(":")
        for short in short_forms.split():
            full_names.setdefault(short, set()).add(full.strip())
    return {short: frozenset(names) for short, names in full_names.items()}


HYPOCORISMS: Mapping[str, frozenset[str]] = _read_hypocorisms()
"""Short form → the given names that it may stand for."""

MALE_PRONOUNS = frozenset("he him his himself".split())


def gender_of_title(word: str) -> str:
    """ "m", "f" or "" for a title, with or without its full stop."""
    word = word.lower().rstrip(".")
    return "m" if word in MALE_TITLES else "f" if word in FEMALE_TITLES else ""


def gender_of_noun(word: str) -> str:
    """ "m", "f" or "" for a noun that names a person."""
    word = word.lower()
    if word in MALE_NOUNS or word in FEMALE_NOUNS:
        return "m" if word in MALE_NOUNS else "f"
    if word in NEUTRAL_PERSON_NOUNS or word.endswith(("less", "ness")):  # careless, witness
        return ""
    if word.endswith(("woman", "maid", "ess", "girl")):
        return "f" if len(word) > 6 else ""
    if word.endswith(("human", "german", "roman", "ottoman")):
        return ""
    return "m" if word.endswith(("man", "boy")) and len(word) > 5 else ""
