"""First names that people in England often have, and that are seldom anything else than a name.

A list finds what a pattern cannot: a name in small letters, alone, or beside a surname that is a place as well. Names
that are ordinary words (Grace, Hope, May, Will, Mark), months, or places of the work are left out: a pattern finds them
beside a surname. It is a help and never the check: a person reads the text as well.
"""

from __future__ import annotations

_NAMES = """
aaron abdul abdullah abigail adam adrian agnieszka ahmed aisha alan alastair alex alexander alexandra alfie ali alice
alison amanda amelia amina amir amy anastasia andrea andrew andrzej angela anita anna anne annie anthony antonio arthur
ashley asif ayesha barbara barry becky benjamin bernard beth bethany beverley bilal billy bradley brenda brian bryan
callum cameron carl carol caroline catherine charles charlie chloe chris christian christine christopher ciara claire
clare colin connor craig cynthia daniel danielle darren david deborah debra denise dennis derek diana diane
dominic donald donna doreen dorothy dylan edward eileen elaine elena eleanor elizabeth ellie emily emma eric erin ethan
evelyn fatima farah fiona frances francesca gareth gary gavin gemma geoff geoffrey george georgia gillian graham
grzegorz hamza hannah harriet harry hasan hassan hayley heather helen henry hussain ibrahim imran isaac isabella isla
ivan jack jackie jacob jacqueline james jamie jan jane janet janice jasmine jason jayne jean jeffrey jennifer jeremy
jessica jessie jill joan joanna joanne john jonathan joseph joshua joyce judith julia julian julie karen karl
katarzyna kate katherine kathleen kathryn katie kayleigh keith kelly kenneth kerry kevin khadija kieran kim kirsty
krzysztof kyle laura lauren leah leanne lee leon lesley lewis liam linda lindsay lisa logan lorraine louis louise lucy
luke lynn lynne maciej magdalena malcolm malgorzata marcin margaret maria marie marilyn maryam martin mary matthew
maureen megan melanie melissa michael michelle mohamed mohammad mohammed molly monika muhammad musa nadia naomi natalie
natasha nathan neil niamh nicholas nicola nigel norman oliver olivia omar oscar owen pamela patricia patrick paul
paula pauline peter philip phillip piotr priya rachel rahul rajesh ralph raymond rebecca reece rhys richard robert
roger ronald rosemary roy russell ruth ryan sally samantha samuel sandra sara sarah scott sean shannon sharon
shaun sheila shirley simon sophia sophie stacey stanley stephanie stephen steven stewart stuart susan suzanne sylvia
tanya teresa terence theresa thomas tina toby tomasz tracey tracy trevor tyler usman valerie vanessa vincent vivien
wayne wendy william yasmin yusuf yvonne zachary zainab zara zoe zofia
"""
FIRST_NAMES = frozenset(_NAMES.split())
